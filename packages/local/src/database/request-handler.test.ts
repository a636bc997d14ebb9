import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PutCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import type { Log } from "@bellwether/core/log";
import {
  createTable,
  createTables,
  documentClient,
  dynamoClient,
  orderStore,
  streamsClient,
  TABLES,
  tableNames,
} from "@bellwether/functions/adapter/dynamodb";
import { anOrder, dynamoStoreContracts, TICK } from "@bellwether/functions/testing";
import { dynamoStreamClient } from "@bellwether/stream-consumer";
import { afterAll, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "./database.ts";

const home = mkdtempSync(path.join(tmpdir(), "bellwether-database-"));
const warnings: string[] = [];
const log: Log = {
  info: () => {},
  warn: (message) => void warnings.push(message),
  error: () => {},
};
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const database: Database = await openDatabase({ log, sleep, nowMs: Date.now }, home, "contract");
const client = dynamoClient(database.connection);
const documents = documentClient(client);
const shared = tableNames("shared-");
await createTables(client, shared);

afterAll(async () => {
  client.destroy();
  await database.stop();
  rmSync(home, { recursive: true, force: true });
});

/** The process of the database, as its owner file names it. */
function owner(): { readonly pid: number } {
  const file = path.join(home, "contract.pid");
  const { database: pid } = JSON.parse(readFileSync(file, "utf8")) as { database: number };
  return { pid };
}

const put = (key: string) => ({
  Put: {
    TableName: shared.receipts,
    Item: { key },
    ConditionExpression: "attribute_not_exists(#key)",
    ExpressionAttributeNames: { "#key": "key" },
  },
});

describe("the embedded database, through its standard streams", () => {
  dynamoStoreContracts(client);

  it("returns the records of its stream as DynamoDB does", async () => {
    const names = tableNames(`${randomUUID()}-`);
    await createTable(client, names.workflow_orders, TABLES.workflow_orders);
    const order = anOrder();
    await orderStore({ documents, names }).put(order);
    const streams = streamsClient(database.connection);
    const stream = dynamoStreamClient(streams);
    const [arn = ""] = await stream.listStreams(names.workflow_orders);
    const { shards } = await stream.describe(arn, null);
    const iterator = await stream.getIterator(arn, shards[0]?.id ?? "", { kind: "horizon" });
    const { records } = await stream.getRecords(iterator, 10);
    expect(records).toMatchObject([
      { eventName: "INSERT", dynamodb: { NewImage: { id: { S: order.id } } } },
    ]);
    streams.destroy();
  });

  it("reports which part of a transaction failed its condition", async () => {
    const key = randomUUID();
    await documents.send(new TransactWriteCommand({ TransactItems: [put(key)] }));
    await expect(
      documents.send(new TransactWriteCommand({ TransactItems: [put(randomUUID()), put(key)] })),
    ).rejects.toMatchObject({
      name: "TransactionCanceledException",
      CancellationReasons: [{ Code: "None" }, { Code: "ConditionalCheckFailed" }],
    });
  });

  it("is unavailable while it hangs and recovers when it continues", async () => {
    const order = anOrder();
    const orders = orderStore({ documents, names: shared });
    const { pid } = owner();
    process.kill(pid, "SIGSTOP");
    const hanging = orders.put(order).catch((error: unknown) => error);
    expect(await hanging).toMatchObject({ code: "unavailable", retryable: true });
    process.kill(pid, "SIGCONT");
    // Requests are answered in any order, and this one was given up, not taken back.
    await expect.poll(() => orders.read(order, order.placed_at)).toMatchObject({ kind: "valid" });
  });

  it("is restarted when it is killed, and no request fails", async () => {
    const orders = orderStore({ documents, names: shared });
    const puts = Array.from({ length: 20 }, (_, n) =>
      orders.put(anOrder({ placed_at: TICK + 60 + n })),
    );
    const { pid } = owner();
    process.kill(pid, "SIGKILL");
    // One that was stored before its answer was lost is sent again, and found.
    for (const outcome of await Promise.all(puts))
      expect(["stored", "duplicate"]).toContain(outcome);
    expect(owner().pid).not.toBe(pid);
    expect(warnings).toEqual(["the embedded database exited and is restarted"]);
  });

  it("rejects what DynamoDB rejects, with the same messages", async () => {
    await expect(
      documents.send(new PutCommand({ TableName: shared.receipts, Item: { key: "" } })),
    ).rejects.toMatchObject({ name: "ValidationException", message: /empty string/ });
    await expect(
      documents.send(new PutCommand({ TableName: "no-such-table", Item: { key: "a" } })),
    ).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });
});
