import { randomUUID } from "node:crypto";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { checkpointStoreContract } from "../contract/checkpoint-store-contract.ts";
import { CHECKPOINT_TABLE, dynamoCheckpointStore } from "./checkpoint-store.ts";

const client = new DynamoDBClient({
  endpoint: inject("dynamodbEndpoint"),
  region: "local",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
});
const documents = DynamoDBDocumentClient.from(client);
const table = `${randomUUID()}-checkpoints`;
beforeAll(async () => {
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: "PAY_PER_REQUEST",
      ...CHECKPOINT_TABLE,
    }),
  );
});
afterAll(() => client.destroy());

checkpointStoreContract(async () => dynamoCheckpointStore({ documents, table }));

describe("a damaged table of checkpoints", () => {
  const store = dynamoCheckpointStore({ documents, table });
  const put = (Item: Readonly<Record<string, unknown>>) =>
    documents.send(new PutCommand({ TableName: table, Item }));

  it("names the shards whose row cannot be read, and lets the owner remove them", async () => {
    const stream = randomUUID();
    const { epoch } = await store.acquire(stream, "first");
    await put({ stream, shard: "shardId-1", epoch, sequence: 17 });
    await put({ stream, shard: "shardId-2", epoch: "many", sequence: "17" });
    await put({ stream, shard: "shardId-3", epoch, sequence: "17" });
    expect(await store.list(stream)).toEqual({
      checkpoints: [{ shard: "shardId-3", sequence: "17", finished: false }],
      damaged: ["shardId-1", "shardId-2"],
    });
    for (const shard of ["shardId-1", "shardId-2"]) await store.remove(stream, shard, epoch);
    expect((await store.list(stream)).damaged).toEqual([]);
  });

  it("is taken over with an epoch above all others when the owner's row is unreadable", async () => {
    const stream = randomUUID();
    await put({ stream, shard: "owner", epoch: "many", seen_at_ms: "yesterday" });
    await put({ stream, shard: "shardId-1", epoch: 41, sequence: "17" });
    const { epoch, seenAtMs } = await store.acquire(stream, "next");
    expect(seenAtMs).toBeNull();
    expect(await store.claim(stream, "shardId-1", epoch)).toMatchObject({ sequence: "17" });
    expect(await store.acquire(stream, "another")).toEqual({ epoch: epoch + 1, seenAtMs: null });
  });
});
