import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  ScanCommand,
  type ScanCommandInput,
} from "@aws-sdk/lib-dynamodb";
import type { MarketNow } from "@bellwether/core/port";

export type OrderSweeperDeps = Readonly<{
  documents: DynamoDBDocumentClient;
  /** Physical name of the orders table. */
  table: string;
  marketNow: MarketNow;
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
  { documents, table, marketNow }: OrderSweeperDeps,
  { itemsPerSweep = 500 }: { readonly itemsPerSweep?: number } = {},
): { sweep: () => Promise<Sweep> } {
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
    let deleted = 0;
    for (const key of page.Items ?? []) {
      if (await expire(key, now)) deleted += 1;
    }
    // Only now: a sweep that failed is repeated from where it began.
    from = page.LastEvaluatedKey;
    return { deleted, complete: from === undefined };
  }

  async function expire(key: Record<string, unknown>, now: number): Promise<boolean> {
    try {
      await documents.send(
        new DeleteCommand({
          TableName: table,
          Key: { workflow_id: key["workflow_id"], placed_at: key["placed_at"] },
          ConditionExpression: "#ttl <= :now",
          ExpressionAttributeNames: { "#ttl": "ttl" },
          ExpressionAttributeValues: { ":now": now },
        }),
      );
      return true;
    } catch (error) {
      // It was deleted, or given a longer life, since it was read.
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  return { sweep };
}
