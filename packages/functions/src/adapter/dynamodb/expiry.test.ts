import { randomUUID } from "node:crypto";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { anOrder, aRun, TICK } from "../../testing/sample.ts";
import { documentClient, dynamoClient } from "./client.ts";
import { orderStore } from "./order-store.ts";
import { receiptStore } from "./receipt-store.ts";
import { runStore } from "./run-store.ts";
import { createTables } from "./table.ts";
import { tableNames } from "./table-definition.ts";

const client = dynamoClient({ endpoint: inject("dynamodbEndpoint") });
const documents = documentClient(client);
const names = tableNames(`${randomUUID()}-`);
beforeAll(() => createTables(client, names));
afterAll(() => client.destroy());

const ttlOf = async (TableName: string, Key: Record<string, unknown>) =>
  (await documents.send(new GetCommand({ TableName, Key }))).Item?.["ttl"];
const DAY = 86_400;

describe("the ttl of an item, in epoch seconds", () => {
  it("is seven days after an order was placed", async () => {
    const { workflow_id, placed_at } = anOrder();
    await orderStore({ documents, names }).put(anOrder());
    const key = { workflow_id, placed_at };
    expect(await ttlOf(names.workflow_orders, key)).toBe(TICK + 7 * DAY);
  });

  it("is thirty days after a receipt was claimed, and after it was completed", async () => {
    let now = TICK * 1_000;
    const receipts = receiptStore({ documents, names, systemNow: () => now, newId: randomUUID });
    const outcome = await receipts.claim("notify:1", 30_000);
    expect(await ttlOf(names.receipts, { key: "notify:1" })).toBe(TICK + 30 * DAY);
    now += DAY * 1_000;
    await receipts.complete("notify:1", outcome.kind === "claimed" ? outcome.token : "");
    expect(await ttlOf(names.receipts, { key: "notify:1" })).toBe(TICK + 31 * DAY);
  });

  it("is thirty days after a run's tick", async () => {
    await runStore({ documents, names }).put(aRun());
    expect(await ttlOf(names.runs, { day: "2026-11-23", tick: TICK })).toBe(TICK + 30 * DAY);
  });
});
