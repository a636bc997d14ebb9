import {
  type DynamoDBDocumentClient,
  ScanCommand,
  type ScanCommandInput,
} from "@aws-sdk/lib-dynamodb";
import type { Instant, Sleep } from "@bellwether/core/time";
import type { TableDefinition } from "@bellwether/functions/adapter/dynamodb";
import { batchWriter } from "./batch-writer.ts";

export type TableSweeperDeps = Readonly<{
  documents: DynamoDBDocumentClient;
  /** Physical name of the table. */
  table: string;
  definition: TableDefinition;
  /** The clock by which the items expire. */
  now: () => Instant;
  sleep: Sleep;
}>;

type Sweep = Readonly<{
  deleted: number;
  /** Whether this sweep reached the end of the table; the next one begins again. */
  complete: boolean;
}>;

export type TableSweeper = Readonly<{ sweep: () => Promise<Sweep> }>;

/** Deletes the items of one table whose `ttl` has passed. DynamoDB does this by the wall clock, the
 *  embedded database does not. Items are deleted through the SDK, so that a table with a stream
 *  publishes REMOVE records as on AWS.
 *
 *  Like DynamoDB's own, it walks the table in the background: each `sweep` looks at no more than
 *  `itemsPerSweep` items, from where the last one ended. */
export function tableSweeper(
  { documents, table, definition, now, sleep }: TableSweeperDeps,
  { itemsPerSweep = 500 }: { readonly itemsPerSweep?: number } = {},
): TableSweeper {
  const { write } = batchWriter({ documents, tableName: table, sleep });
  const { partitionKey, sortKey } = definition;
  const keys = [partitionKey.name, ...(sortKey === undefined ? [] : [sortKey.name])];
  let from: ScanCommandInput["ExclusiveStartKey"];

  async function sweep(): Promise<Sweep> {
    const page = await documents.send(
      new ScanCommand({
        TableName: table,
        Limit: itemsPerSweep,
        FilterExpression: "#ttl <= :now",
        ProjectionExpression: keys.map((_, at) => `#key${at}`).join(", "),
        ExpressionAttributeNames: {
          "#ttl": "ttl",
          ...Object.fromEntries(keys.map((key, at) => [`#key${at}`, key])),
        },
        ExpressionAttributeValues: { ":now": now() },
        ExclusiveStartKey: from,
      }),
    );
    const expired = page.Items ?? [];
    // Unconditional, as with DynamoDB's own: an item that is renewed is so long before it expires.
    await write(expired.map((Key) => ({ key: JSON.stringify(Key), request: { Delete: { Key } } })));
    // Only now: a sweep that failed is repeated from where it began.
    from = page.LastEvaluatedKey;
    return { deleted: expired.length, complete: from === undefined };
  }

  return { sweep };
}
