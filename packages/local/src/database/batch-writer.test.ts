import { randomUUID } from "node:crypto";
import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { createTable, documentClient, dynamoClient } from "@bellwether/functions/adapter/dynamodb";
import { afterAll, beforeEach, describe, expect, inject, it } from "vitest";
import { QUEUES_TABLE } from "../queue/queue-store.ts";
import { type BatchWriter, batchWriter, type Write } from "./batch-writer.ts";

const client = dynamoClient({ endpoint: inject("dynamodbEndpoint") });
const documents = documentClient(client);
let calls = 0;
client.middlewareStack.add(
  (next, { commandName }) =>
    (args) => {
      if (commandName === "TransactWriteItemsCommand") calls += 1;
      return next(args);
    },
  { step: "initialize", name: "countCalls" },
);
afterAll(() => client.destroy());

const put = (id: string): Write => ({
  key: id,
  request: { Put: { Item: { queue: "q", id } } },
});
const remove = (id: string): Write => ({
  key: id,
  request: { Delete: { Key: { queue: "q", id } } },
});

describe("a batch writer", () => {
  let tableName: string;
  let writer: BatchWriter;
  /** Ends the nap of what may wait. */
  let wake: () => void;
  const create = () => createTable(client, tableName, QUEUES_TABLE);
  const stored = async () => {
    const { Items = [] } = await documents.send(
      new ScanCommand({ TableName: tableName, ConsistentRead: true }),
    );
    return Items.map((item) => String(item["id"])).sort();
  };

  beforeEach(() => {
    tableName = `${randomUUID()}-batches`;
    calls = 0;
    const nap = new Promise<void>((resolve) => {
      wake = resolve;
    });
    writer = batchWriter({ documents, tableName, sleep: () => nap });
  });

  it("combines writes that arrive during a call into the next call", async () => {
    await create();
    await Promise.all(["a", "b", "c", "d"].map((id) => writer.write([put(id)])));
    expect(calls).toBe(2);
    expect(await stored()).toEqual(["a", "b", "c", "d"]);
  });

  it("sends deferrable writes with the next call", async () => {
    await create();
    await Promise.all([writer.writeSoon([put("a")]), writer.write([put("b")])]);
    expect(calls).toBe(1);
    expect(await stored()).toEqual(["a", "b"]);
  });

  it("sends deferrable writes alone after a short delay", async () => {
    await create();
    const written = writer.writeSoon([put("a")]);
    expect(calls).toBe(0);
    wake();
    await written;
    expect(await stored()).toEqual(["a"]);
  });

  it("keeps two writes of one key in order, in separate calls", async () => {
    await create();
    await Promise.all([writer.writeSoon([put("a")]), writer.write([remove("a"), put("b")])]);
    expect(calls).toBe(2);
    expect(await stored()).toEqual(["b"]);
  });

  it("rejects the writes of a failed call and continues with the next", async () => {
    const written = writer.write([put("a")]);
    await expect(written).rejects.toThrow("resource not found");
    await create();
    await writer.write([put("b")]);
    expect(await stored()).toEqual(["b"]);
  });
});
