import {
  type DynamoDBDocumentClient,
  ScanCommand,
  type ScanCommandInput,
} from "@aws-sdk/lib-dynamodb";
import type { MarketNow, Sleep } from "@bellwether/core/time";
import { batchWriter } from "../database/batch-writer.ts";

export type OrderSweeperDeps = Readonly<{
  documents: DynamoDBDocumentClient;
  /** Physical name of the orders table. */
  table: string;
  marketNow: MarketNow;
  sleep: Sleep;
}>;

export type Sweep = Readonly<{
  deleted: number;
  /** Whether this sweep reached the end of the table; the next one begins again. */
  complete: boolean;
}>;

/** Deletes orders whose `ttl` the market's clock has passed, which the embedded database does not
 *  do, and DynamoDB does by the wall clock. They leave through the SDK, so that their REMOVE
 *  records flow as on AWS.
 *
 *  Like DynamoDB's own, it walks the table in the background: each `sweep` looks at no more than
 *  `itemsPerSweep` items, from where the last one ended. */
export function orderSweeper(
  { documents, table, marketNow, sleep }: OrderSweeperDeps,
  { itemsPerSweep = 500 }: { readonly itemsPerSweep?: number } = {},
): { sweep: () => Promise<Sweep> } {
  const { write } = batchWriter({ documents, tableName: table, sleep });
  let from: ScanCommandInput["ExclusiveStartKey"];

  async function sweep(): Promise<Sweep> {
    const now = marketNow();
    const page = await documents.send(
      new ScanCommand({
        TableName: table,
        Limit: itemsPerSweep,
        FilterExpression: "#ttl <= :now",
        ProjectionExpression: "workflow_id, placed_at",
        ExpressionAttributeNames: { "#ttl": "ttl" },
        ExpressionAttributeValues: { ":now": now },
        ExclusiveStartKey: from,
      }),
    );
    const expired = page.Items ?? [];
    // Without a condition: an order is immutable, its ttl included.
    await write(
      expired.map((Key) => ({ key: JSON.stringify(Key), request: { DeleteRequest: { Key } } })),
    );
    // Only now: a sweep that failed is repeated from where it began.
    from = page.LastEvaluatedKey;
    return { deleted: expired.length, complete: from === undefined };
  }

  return { sweep };
}
