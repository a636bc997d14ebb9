import {
  ConditionalCheckFailedException,
  type CreateTableCommandInput,
} from "@aws-sdk/client-dynamodb";
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  paginateQuery,
  UpdateCommand,
  type UpdateCommandInput,
} from "@aws-sdk/lib-dynamodb";
import { type Checkpoint, type CheckpointStore, FencedError } from "../checkpoint.ts";

/** Keys of a table that holds checkpoints, for `CreateTableCommand`. */
export const CHECKPOINT_TABLE = {
  AttributeDefinitions: [
    { AttributeName: "stream", AttributeType: "S" },
    { AttributeName: "shard", AttributeType: "S" },
  ],
  KeySchema: [
    { AttributeName: "stream", KeyType: "HASH" },
    { AttributeName: "shard", KeyType: "RANGE" },
  ],
} satisfies Pick<CreateTableCommandInput, "AttributeDefinitions" | "KeySchema">;

export type DynamoCheckpointStoreDeps = Readonly<{
  documents: DynamoDBDocumentClient;
  /** Physical name of a table with the keys of `CHECKPOINT_TABLE`. */
  table: string;
}>;

type Row = Readonly<Record<string, unknown>>;

/** Sort key of the row that counts the epochs of a stream. Shard ids begin with `shardId`. */
const OWNER = "owner";

/** Refuses a lower epoch than the row's. A row whose epoch is not a number is damaged and is
 *  overwritten. */
const NOT_FENCED =
  "attribute_not_exists(epoch) OR NOT attribute_type(epoch, :number) OR epoch <= :epoch";

/** Checkpoints in a DynamoDB table: one row for each shard, and one that counts the epochs.
 *
 *  ```ts
 *  await client.send(
 *    new CreateTableCommand({
 *      TableName: "checkpoints",
 *      BillingMode: "PAY_PER_REQUEST",
 *      ...CHECKPOINT_TABLE,
 *    }),
 *  );
 *  const checkpoints = dynamoCheckpointStore({ documents, table: "checkpoints" });
 *  ``` */
export function dynamoCheckpointStore(deps: DynamoCheckpointStoreDeps): CheckpointStore {
  return {
    acquire: (stream, owner) => acquire(deps, stream, owner),

    async touch(stream, epoch, nowMs) {
      await fenced(stream, epoch, () =>
        update(deps, stream, OWNER, {
          UpdateExpression: "SET seen_at_ms = :now",
          ConditionExpression: "epoch = :epoch",
          ExpressionAttributeValues: { ":now": nowMs, ":epoch": epoch },
        }),
      );
    },

    async list(stream) {
      const rows = (await readRows(deps, stream)).filter(({ shard }) => shard !== OWNER);
      const checkpoints = rows.map(asCheckpoint);
      return {
        checkpoints: checkpoints.filter((checkpoint) => checkpoint !== null),
        damaged: rows.filter((_, at) => checkpoints[at] === null).map(({ shard }) => String(shard)),
      };
    },

    async claim(stream, shard, epoch) {
      const row = await write(deps, { stream, shard, epoch }, {});
      return asCheckpoint(row) ?? { shard, sequence: null, finished: false };
    },

    async save(stream, { shard, sequence, finished }, epoch) {
      await write(deps, { stream, shard, epoch }, { sequence, finished });
    },

    async remove(stream, shard, epoch) {
      await fenced(stream, epoch, () =>
        deps.documents.send(
          new DeleteCommand({
            TableName: deps.table,
            Key: { stream, shard },
            ConditionExpression: NOT_FENCED,
            ExpressionAttributeValues: { ":epoch": epoch, ":number": "N" },
          }),
        ),
      );
    },
  };
}

async function acquire(
  deps: DynamoCheckpointStoreDeps,
  stream: string,
  owner: string,
): ReturnType<CheckpointStore["acquire"]> {
  const raised = await raiseEpoch(deps, stream, owner);
  const row = raised ?? (await repairOwner(deps, stream, owner));
  const { epoch, seen_at_ms: seenAtMs } = row;
  return { epoch: Number(epoch), seenAtMs: typeof seenAtMs === "number" ? seenAtMs : null };
}

/** The owner's row with the next epoch; null when its epoch is not a number. */
async function raiseEpoch(
  deps: DynamoCheckpointStoreDeps,
  stream: string,
  owner: string,
): Promise<Row | null> {
  try {
    return await update(deps, stream, OWNER, {
      UpdateExpression: "SET #owner = :owner ADD epoch :one",
      ConditionExpression: "attribute_not_exists(epoch) OR attribute_type(epoch, :number)",
      ExpressionAttributeNames: { "#owner": "owner" },
      ExpressionAttributeValues: { ":owner": owner, ":one": 1, ":number": "N" },
    });
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return null;
    throw error;
  }
}

/** Counts on from the highest epoch that a shard's row has, so that no row refuses the new one.
 *  Without `seen_at_ms` the worker asks for a recovery, as for a stream that was never read. */
async function repairOwner(
  deps: DynamoCheckpointStoreDeps,
  stream: string,
  owner: string,
): Promise<Row> {
  const epochs = (await readRows(deps, stream)).map(({ epoch }) => epoch);
  const highest = Math.max(0, ...epochs.filter((epoch) => typeof epoch === "number"));
  return await update(deps, stream, OWNER, {
    UpdateExpression: "SET #owner = :owner, epoch = :epoch REMOVE seen_at_ms",
    ConditionExpression: "NOT attribute_type(epoch, :number)",
    ExpressionAttributeNames: { "#owner": "owner" },
    ExpressionAttributeValues: { ":owner": owner, ":epoch": highest + 1, ":number": "N" },
  });
}

/** Writes fields of one shard's row under an epoch. Returns the row after the write. */
function write(
  deps: DynamoCheckpointStoreDeps,
  { stream, shard, epoch }: Readonly<{ stream: string; shard: string; epoch: number }>,
  fields: Row,
): Promise<Row> {
  const entries = Object.entries({ epoch, ...fields });
  const set = entries.map(([field]) => `#${field} = :${field}`);
  return fenced(stream, epoch, () =>
    update(deps, stream, shard, {
      UpdateExpression: `SET ${set.join(", ")}`,
      ConditionExpression: NOT_FENCED,
      ExpressionAttributeNames: Object.fromEntries(entries.map(([field]) => [`#${field}`, field])),
      ExpressionAttributeValues: {
        ...Object.fromEntries(entries.map(([field, value]) => [`:${field}`, value])),
        ":number": "N",
      },
    }),
  );
}

async function update(
  { documents, table }: DynamoCheckpointStoreDeps,
  stream: string,
  shard: string,
  change: Omit<UpdateCommandInput, "TableName" | "Key" | "ReturnValues">,
): Promise<Row> {
  const { Attributes } = await documents.send(
    new UpdateCommand({
      TableName: table,
      Key: { stream, shard },
      ReturnValues: "ALL_NEW",
      ...change,
    }),
  );
  return Attributes ?? {};
}

async function readRows(
  { documents, table }: DynamoCheckpointStoreDeps,
  stream: string,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const pages = paginateQuery(
    { client: documents },
    {
      TableName: table,
      KeyConditionExpression: "#stream = :stream",
      ExpressionAttributeNames: { "#stream": "stream" },
      ExpressionAttributeValues: { ":stream": stream },
      ConsistentRead: true,
    },
  );
  for await (const { Items } of pages) rows.push(...(Items ?? []));
  return rows;
}

/** Null for a row that does not have the shape that this store writes. */
function asCheckpoint({ shard, epoch, sequence = null, finished = false }: Row): Checkpoint | null {
  const isWhole =
    typeof shard === "string" &&
    typeof epoch === "number" &&
    (sequence === null || typeof sequence === "string") &&
    typeof finished === "boolean";
  return isWhole ? { shard, sequence, finished } : null;
}

async function fenced<T>(stream: string, epoch: number, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) throw new FencedError(stream, epoch);
    throw error;
  }
}
