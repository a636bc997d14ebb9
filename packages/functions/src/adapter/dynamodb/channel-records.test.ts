import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { TICK } from "../../testing/sample.ts";
import { channelRecords } from "./channel-records.ts";
import { documentClient, dynamoClient } from "./client.ts";
import { createTable } from "./table.ts";
import { TABLES } from "./table-definition.ts";

describe("the records of channels", () => {
  const client = dynamoClient({ endpoint: inject("dynamodbEndpoint") });
  const names = { receipts: `${randomUUID()}-receipts` };
  const clock = { nowMs: TICK * 1_000 };
  const records = channelRecords({
    documents: documentClient(client),
    names,
    systemNow: () => clock.nowMs,
  });
  beforeAll(() => createTable(client, names.receipts, TABLES.receipts));

  it("are empty before the first message", async () => {
    expect(await records.read("slack")).toEqual({
      last_success_at: null,
      last_failure_at: null,
      last_failure: null,
    });
  });

  it("keep both the last success and the last failure", async () => {
    await records.failed("telegram", "down");
    clock.nowMs += 60_000;
    await records.succeeded("telegram");
    expect(await records.read("telegram")).toEqual({
      last_success_at: TICK + 60,
      last_failure_at: TICK,
      last_failure: "down",
    });
    expect(await records.read("discord")).toMatchObject({ last_success_at: null });
  });

  it("keep the result of a test message", async () => {
    expect(await records.readTest("one")).toBeNull();
    await records.tested("one", { outcome: "failed", detail: "no such room" });
    expect(await records.readTest("one")).toEqual({ outcome: "failed", detail: "no such room" });
  });
});
