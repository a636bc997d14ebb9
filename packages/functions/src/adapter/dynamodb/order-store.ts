import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
} from "@aws-sdk/lib-dynamodb";
import {
  isExpired,
  ORDER_LIFETIME_SECONDS,
  type Order,
  type OrderPage,
  type OrderStore,
} from "@bellwether/core/order";
import type { Stored } from "@bellwether/core/store";
import type { Instant } from "@bellwether/core/time";
import { readStoredOrder } from "../stored-order.ts";
import { orStoreError } from "./store-error.ts";
import type { TableNames } from "./table-definition.ts";

type Deps = Readonly<{
  documents: DynamoDBDocumentClient;
  names: Pick<TableNames, "workflow_orders">;
}>;

/** Orders of the last seven days, append-only. Every promise rejects with `StoreError`. */
export function orderStore(deps: Deps): OrderStore {
  return {
    put: (order) => orStoreError(put(deps, order)),
    read: (key, asOf) => orStoreError(read(deps, key, asOf)),
    query: (query) => orStoreError(queryPage(deps, query)),
    count: (...query) => orStoreError(count(deps, ...query)),
  };
}

async function put({ documents, names }: Deps, order: Order): Promise<"stored" | "duplicate"> {
  try {
    await documents.send(
      new PutCommand({
        TableName: names.workflow_orders,
        Item: { ...order },
        ConditionExpression: "attribute_not_exists(workflow_id)",
      }),
    );
    return "stored";
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return "duplicate";
    throw error;
  }
}

async function read(
  { documents, names }: Deps,
  { workflow_id, placed_at }: { readonly workflow_id: string; readonly placed_at: Instant },
  asOf: Instant,
): Promise<Stored<Order> | null> {
  const { Item } = await documents.send(
    new GetCommand({ TableName: names.workflow_orders, Key: { workflow_id, placed_at } }),
  );
  if (Item === undefined) return null;
  const expired = isExpired({ ttl: placed_at + ORDER_LIFETIME_SECONDS }, asOf);
  return expired ? null : readStoredOrder(Item);
}

/** Expiry is part of the key condition: TTL deletes lag, and a filter is applied after `Limit` and
 *  leaves short pages. One item more than the page is read, which shows without another request
 *  whether there is a next page. */
async function queryPage(
  { documents, names }: Deps,
  { workflow_id, asOf, limit, before }: Parameters<OrderStore["query"]>[0],
): Promise<OrderPage> {
  const newest = before === null ? null : before - 1;
  const oldest = oldestUnexpired(asOf);
  if (newest !== null && newest < oldest) return { orders: [], next_before: null };
  const { Items = [] } = await documents.send(
    new QueryCommand({
      TableName: names.workflow_orders,
      KeyConditionExpression:
        newest === null
          ? "workflow_id = :workflow_id AND placed_at >= :oldest"
          : "workflow_id = :workflow_id AND placed_at BETWEEN :oldest AND :newest",
      ExpressionAttributeValues: {
        ":workflow_id": workflow_id,
        ":oldest": oldest,
        ...(newest !== null && { ":newest": newest }),
      },
      ScanIndexForward: false,
      Limit: limit + 1,
    }),
  );
  const page = Items.slice(0, limit);
  const last = page.at(-1);
  return {
    orders: page.map(readStoredOrder),
    next_before: Items.length > limit && last !== undefined ? Number(last["placed_at"]) : null,
  };
}

/** `Limit` bounds what one page reads; a page may also end earlier, at 1 MB. */
async function count(
  { documents, names }: Deps,
  workflowId: string,
  asOf: Instant,
  max: number,
): Promise<number> {
  let total = 0;
  let from: QueryCommandInput["ExclusiveStartKey"];
  do {
    const page = await documents.send(
      new QueryCommand({
        TableName: names.workflow_orders,
        KeyConditionExpression: "workflow_id = :workflow_id AND placed_at >= :oldest",
        ExpressionAttributeValues: { ":workflow_id": workflowId, ":oldest": oldestUnexpired(asOf) },
        Select: "COUNT",
        Limit: max - total,
        ExclusiveStartKey: from,
      }),
    );
    total += page.Count ?? 0;
    from = page.LastEvaluatedKey;
  } while (from !== undefined && total < max);
  return total;
}

/** The first `placed_at` that has not expired: an order's last second is the one before its ttl. */
function oldestUnexpired(asOf: Instant): Instant {
  return asOf - ORDER_LIFETIME_SECONDS + 1;
}
