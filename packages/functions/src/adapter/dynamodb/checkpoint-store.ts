import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  paginateQuery,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { type Checkpoint, type CheckpointStore, FencedError } from "@bellwether/stream-consumer";
import * as z from "zod";
import type { TableNames } from "./table-definition.ts";

/** The row of a stream that says who owns it. No shard has this name: theirs begin with `shardId`. */
const OWNER = "owner";

const ownerRow = z.object({
  epoch: z.int().positive(),
  seen_at_ms: z.number().nullable().default(null),
});
const checkpointRow = z.object({
  shard: z.string(),
  sequence: z.string().nullable().default(null),
  finished: z.boolean().default(false),
});

/** Checkpoints in the `checkpoints` table: a row a shard, and one that counts the epochs. */
export function checkpointStore(
  tables: Readonly<{ documents: DynamoDBDocumentClient; names: TableNames }>,
): CheckpointStore {
  const { documents } = tables;
  const TableName = tables.names.checkpoints;

  /** Writes one shard's row under an epoch, and answers with the row as it is then. */
  async function write(
    stream: string,
    shard: string,
    epoch: number,
    fields: Readonly<Record<string, unknown>>,
  ): Promise<Checkpoint> {
    const set = ["epoch", ...Object.keys(fields)].map((field) => `#${field} = :${field}`);
    const entries = Object.entries({ epoch, ...fields });
    const { Attributes } = await fenced(stream, epoch, () =>
      documents.send(
        new UpdateCommand({
          TableName,
          Key: { stream, shard },
          UpdateExpression: `SET ${set.join(", ")}`,
          ConditionExpression: "attribute_not_exists(epoch) OR epoch <= :epoch",
          ExpressionAttributeNames: Object.fromEntries(
            entries.map(([field]) => [`#${field}`, field]),
          ),
          ExpressionAttributeValues: Object.fromEntries(
            entries.map(([field, value]) => [`:${field}`, value]),
          ),
          ReturnValues: "ALL_NEW",
        }),
      ),
    );
    return checkpointRow.parse(Attributes);
  }

  return {
    async acquire(stream, owner) {
      const { Attributes } = await documents.send(
        new UpdateCommand({
          TableName,
          Key: { stream, shard: OWNER },
          UpdateExpression: "SET #owner = :owner ADD epoch :one",
          ExpressionAttributeNames: { "#owner": "owner" },
          ExpressionAttributeValues: { ":owner": owner, ":one": 1 },
          ReturnValues: "ALL_NEW",
        }),
      );
      const { epoch, seen_at_ms } = ownerRow.parse(Attributes);
      return { epoch, seenAtMs: seen_at_ms };
    },

    async touch(stream, epoch, nowMs) {
      await fenced(stream, epoch, () =>
        documents.send(
          new UpdateCommand({
            TableName,
            Key: { stream, shard: OWNER },
            UpdateExpression: "SET seen_at_ms = :now",
            ConditionExpression: "epoch = :epoch",
            ExpressionAttributeValues: { ":now": nowMs, ":epoch": epoch },
          }),
        ),
      );
    },

    async list(stream) {
      const checkpoints: Checkpoint[] = [];
      const pages = paginateQuery(
        { client: documents },
        {
          TableName,
          KeyConditionExpression: "#stream = :stream",
          ExpressionAttributeNames: { "#stream": "stream" },
          ExpressionAttributeValues: { ":stream": stream },
          ConsistentRead: true,
        },
      );
      for await (const { Items } of pages) {
        for (const item of Items ?? []) {
          if (item["shard"] !== OWNER) checkpoints.push(checkpointRow.parse(item));
        }
      }
      return checkpoints;
    },

    claim: (stream, shard, epoch) => write(stream, shard, epoch, {}),

    async save(stream, { shard, sequence, finished }, epoch) {
      await write(stream, shard, epoch, { sequence, finished });
    },

    async remove(stream, shard, epoch) {
      await fenced(stream, epoch, () =>
        documents.send(
          new DeleteCommand({
            TableName,
            Key: { stream, shard },
            ConditionExpression: "attribute_not_exists(epoch) OR epoch <= :epoch",
            ExpressionAttributeValues: { ":epoch": epoch },
          }),
        ),
      );
    },
  };
}

async function fenced<T>(stream: string, epoch: number, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) throw new FencedError(stream, epoch);
    throw error;
  }
}
