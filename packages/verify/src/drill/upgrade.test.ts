import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { BatchWriteCommand } from "@aws-sdk/lib-dynamodb";
import {
  createTable,
  createTables,
  documentClient,
  dynamoClient,
  tableNames,
} from "@bellwether/functions/adapter/dynamodb";
import { rebuild } from "@bellwether/functions/handler";
import { TICK } from "@bellwether/functions/testing";
import { QUEUES_TABLE } from "@bellwether/local/queue";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import * as z from "zod";
import { fastTime } from "../end-to-end/fast-time.ts";
import type { Machine } from "../end-to-end/machine.ts";
import { type SlackServer, startSlack } from "../end-to-end/slack-server.ts";
import { rehearse } from "./rehearsal.ts";

/** Items as the first release stored them. Never edit it: every later release must read them. A
 *  release that stores something new adds its own file. */
const RELEASES = ["release-1.json", "release-2.json"];

const fixtureSchema = z.record(z.string(), z.array(z.record(z.string(), z.unknown())));

describe("drill: an upgrade", () => {
  const endpoint = inject("dynamodbEndpoint");
  let slack: SlackServer;
  let machine: Machine;
  beforeEach(async () => {
    slack = await startSlack();
  });
  afterEach(async () => {
    await machine.stop();
    await slack.stop();
  });

  it.each(RELEASES)("reads everything that %s stored and continues from there", async (file) => {
    const text = readFileSync(new URL(`fixture/${file}`, import.meta.url), "utf8");
    const stored = fixtureSchema.parse(JSON.parse(text));
    const prefix = await store(endpoint, stored);
    const time = fastTime(30);
    machine = await rehearse({
      endpoint,
      slack,
      time,
      prefix,
      workflows: [],
      marketNow: () => TICK,
    });
    await machine.drained();

    const { workflows, runs, pause, receipts, projections } = machine.stores;
    const read = await workflows.scan();
    expect(read.map(({ kind }) => kind)).toEqual(["valid", "valid"]);
    expect(await runs.read(TICK)).toMatchObject({ kind: "valid", value: { evaluated: 3 } });
    expect(await pause.read()).toMatchObject({ paused: false, by: "ada" });
    const done = `notify#${stored["workflow_orders"]?.[0]?.["id"] as string}`;
    expect(await receipts.claim(done, 1_000)).toEqual({ kind: "done" });
    // Signals and decisions with an episode, a score, trouble: since the second release.
    const decided = await machine.stores.decisions.read(TICK);
    const hasEpisodes = stored["decisions"] !== undefined;
    expect(decided.map(({ outcome }) => outcome)).toEqual(
      hasEpisodes ? ["signal", "no_signal"] : [],
    );
    const last = read.map((each) => each.kind === "valid" && each.value.last_order?.episode_count);
    expect(last.includes(2)).toBe(hasEpisodes);
    // What the trader never set has its default.
    for (const each of read) {
      expect(each).toMatchObject({ value: { announce: "once_per_episode", match: "all" } });
    }
    // The message in flight arrived: stored, projected, announced.
    expect(await machine.orderIds()).toHaveLength(2);
    expect(await machine.projectedIds()).toHaveLength(2);
    expect(slack.delivered).toHaveLength(1);
    for (const queue of machine.queues.all()) expect(queue.depth().dead_letters).toBe(0);
    const report = await rebuild({
      projections,
      scanWorkflows: workflows.scan,
      marketNow: () => TICK,
      sleep: time.sleep,
      log: { info: () => {}, warn: () => {}, error: () => {} },
    })({ check: true });
    expect(report).toEqual({ workflows: 2, differences: [], failed: [] });
  });
});

/** Puts a release's items into new tables, and returns the prefix of the table names. */
async function store(endpoint: string, stored: z.infer<typeof fixtureSchema>): Promise<string> {
  const prefix = `${randomUUID()}-`;
  const client = dynamoClient({ endpoint });
  await createTables(client, tableNames(prefix));
  await createTable(client, `${prefix}queues`, QUEUES_TABLE);
  for (const [table, items] of Object.entries(stored)) {
    const puts = items.map((item) => ({ PutRequest: { Item: withBytes(item) } }));
    const RequestItems = { [prefix + table]: puts };
    await documentClient(client).send(new BatchWriteCommand({ RequestItems }));
  }
  client.destroy();
  return prefix;
}

/** Bytes, which JSON holds as `{ "base64": "..." }`. */
function withBytes(item: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const bytes = z.object({ base64: z.base64() });
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => {
      const { data } = bytes.safeParse(value);
      return [name, data === undefined ? value : Buffer.from(data.base64, "base64")];
    }),
  );
}
