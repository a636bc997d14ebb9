import { randomUUID } from "node:crypto";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { createTable, documentClient, dynamoClient } from "@bellwether/functions/adapter/dynamodb";
import { afterAll, describe, expect, inject, it } from "vitest";
import { memoryQueueStore } from "./memory-queue-store.ts";
import {
  dynamoQueueStore,
  QUEUES_TABLE,
  type QueuedMessage,
  type QueueStore,
} from "./queue-store.ts";

const client = dynamoClient({ endpoint: inject("dynamodbEndpoint") });
afterAll(() => client.destroy());

const stores: Readonly<Record<string, () => Promise<QueueStore>>> = {
  memory: async () => memoryQueueStore(),
  DynamoDB: async () => {
    const tableName = `${randomUUID()}-queues`;
    await createTable(client, tableName, QUEUES_TABLE);
    return dynamoQueueStore({
      documents: documentClient(client),
      tableName,
      sleep: async () => {},
    });
  },
};

describe.each(Object.entries(stores))("a queue store in %s", (_, open) => {
  it("is empty at first", async () => {
    expect(await (await open()).load()).toEqual([]);
  });

  it("loads messages in the order of sending, across batches", async () => {
    const store = await open();
    const messages = Array.from({ length: 60 }, (_, index) => message(index));
    await store.put(messages.toReversed());
    expect(await store.load()).toEqual(messages);
  });

  it("replaces a message by its key, and keeps queues apart", async () => {
    const store = await open();
    await store.put([message(1), message(1, { queue: "other" })]);
    await store.put([message(1, { receives: 3, reason: "failed" })]);
    const loaded = await store.load();
    expect(loaded).toHaveLength(2);
    expect(loaded).toContainEqual(message(1, { receives: 3, reason: "failed" }));
    expect(loaded).toContainEqual(message(1, { queue: "other" }));
  });

  it("removes messages, even those already removed", async () => {
    const store = await open();
    await store.put([message(1), message(2)]);
    await store.remove([message(1), message(3)]);
    await store.remove([]);
    expect(await store.load()).toEqual([message(2)]);
  });
});

function message(index: number, over: Partial<QueuedMessage> = {}): QueuedMessage {
  return {
    queue: "notify",
    id: `${String(index).padStart(5, "0")}-id`,
    body: JSON.stringify({ index }),
    receives: 0,
    visible_at_ms: 1_000 + index,
    ...over,
  };
}

describe("a queue table with a damaged message", () => {
  it("opens with the other messages and keeps the damaged one as a dead letter that can be discarded", async () => {
    const tableName = `${randomUUID()}-queues`;
    await createTable(client, tableName, QUEUES_TABLE);
    const documents = documentClient(client);
    const open = () => dynamoQueueStore({ documents, tableName, sleep: async () => {} });
    const whole = message(1);
    await open().put([whole]);
    const Item = { queue: "notify", id: "zz", body: 17, receives: "many" };
    await documents.send(new PutCommand({ TableName: tableName, Item }));
    const letter = { queue: "notify.dead", id: "zz" };
    const loaded = await open().load();
    expect(loaded).toEqual([
      whole,
      expect.objectContaining({
        ...letter,
        body: expect.stringContaining('"body":17'),
        reason: expect.stringContaining("damaged: body"),
      }),
    ]);
    expect(await open().load()).toEqual(loaded);
    await open().remove([letter]);
    expect(await open().load()).toEqual([whole]);
  });
});
