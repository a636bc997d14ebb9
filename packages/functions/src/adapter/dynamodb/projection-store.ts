import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import {
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { type Order, orderSchema } from "@bellwether/core/order";
import type { PutScore } from "@bellwether/core/outcome";
import type { LastOrder, ProjectionStore } from "@bellwether/core/projection";
import type { Instant } from "@bellwether/core/time";
import { orStoreError } from "./store-error.ts";
import type { TableNames } from "./table-definition.ts";

type ProjectionTables = Readonly<{
  documents: DynamoDBDocumentClient;
  names: Pick<TableNames, "workflows" | "workflow_orders">;
}>;

type WorkflowTable = Readonly<{
  documents: DynamoDBDocumentClient;
  names: Pick<TableNames, "workflows">;
}>;

/** The projection over two tables: it writes `last_order` in `workflows` and reads
 *  `workflow_orders`. Every write is one conditional UpdateItem on one attribute alone, so it
 *  never undoes an edit and never brings a deleted workflow back. */
export function projectionStore(tables: ProjectionTables): ProjectionStore {
  return {
    advance: (workflowId, lastOrder) => orStoreError(advance(tables, workflowId, lastOrder)),
    replace: (workflowId, expected, next) =>
      orStoreError(replace(tables, workflowId, expected, next)),
    readLastOrder: (workflowId) => orStoreError(readLastOrder(tables, workflowId)),
    newestOrder: (workflowId) => orStoreError(newestOrder(tables, workflowId)),
  };
}

function advance(
  tables: ProjectionTables,
  workflowId: string,
  lastOrder: LastOrder,
): Promise<"written" | "unchanged"> {
  return moveForward(tables, workflowId, "last_order", "placed_at", lastOrder);
}

/** The projection of scores: newest wins, whatever the order of delivery. */
export function scoreProjection(tables: WorkflowTable): PutScore {
  return (workflowId, score) =>
    orStoreError(moveForward(tables, workflowId, "score", "scored_to", score));
}

/** Sets an attribute of a workflow that exists, if it has none or one of an earlier `time`. */
async function moveForward<Time extends string>(
  { documents, names }: WorkflowTable,
  workflowId: string,
  attribute: "last_order" | "score",
  time: Time,
  value: Readonly<Record<Time, Instant>>,
): Promise<"written" | "unchanged"> {
  try {
    await documents.send(
      new UpdateCommand({
        TableName: names.workflows,
        Key: { id: workflowId },
        UpdateExpression: `SET ${attribute} = :value`,
        ConditionExpression:
          "attribute_exists(id) AND " +
          `(attribute_not_exists(${attribute}) OR ${attribute}.${time} < :time)`,
        ExpressionAttributeValues: { ":value": value, ":time": value[time] },
      }),
    );
    return "written";
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return "unchanged";
    throw error;
  }
}

async function replace(
  { documents, names }: ProjectionTables,
  workflowId: string,
  expected: Instant | null,
  next: LastOrder | null,
): Promise<"written" | "conflict" | "gone"> {
  const unchanged =
    expected === null
      ? "NOT attribute_type(last_order.placed_at, :number)"
      : "last_order.placed_at = :expected";
  const values = {
    ...(expected === null ? { ":number": "N" } : { ":expected": expected }),
    ...(next !== null && { ":next": next }),
  };
  try {
    await documents.send(
      new UpdateCommand({
        TableName: names.workflows,
        Key: { id: workflowId },
        UpdateExpression: next === null ? "REMOVE last_order" : "SET last_order = :next",
        ConditionExpression: `attribute_exists(id) AND ${unchanged}`,
        ExpressionAttributeValues: values,
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    );
    return "written";
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return error.Item === undefined ? "gone" : "conflict";
  }
}

async function readLastOrder(
  { documents, names }: ProjectionTables,
  workflowId: string,
): ReturnType<ProjectionStore["readLastOrder"]> {
  const { Item } = await documents.send(
    new GetCommand({
      TableName: names.workflows,
      Key: { id: workflowId },
      ConsistentRead: true,
      ProjectionExpression: "id, last_order",
    }),
  );
  if (Item === undefined) return { kind: "gone" };
  const stored: unknown = Item["last_order"] ?? null;
  return { kind: "present", placed_at: placedAt(stored), stored };
}

function placedAt(stored: unknown): Instant | null {
  if (typeof stored !== "object" || stored === null || !("placed_at" in stored)) return null;
  return typeof stored.placed_at === "number" ? stored.placed_at : null;
}

/** Usually one query of one item; more only to skip orders that do not parse, which the stream could
 *  not project either. */
async function newestOrder(
  { documents, names }: ProjectionTables,
  workflowId: string,
): Promise<Order | null> {
  let from: QueryCommandInput["ExclusiveStartKey"];
  do {
    const page = await documents.send(
      new QueryCommand({
        TableName: names.workflow_orders,
        KeyConditionExpression: "workflow_id = :workflow_id",
        ExpressionAttributeValues: { ":workflow_id": workflowId },
        ConsistentRead: true,
        ScanIndexForward: false,
        Limit: 1,
        ExclusiveStartKey: from,
      }),
    );
    for (const item of page.Items ?? []) {
      const order = orderSchema.safeParse(item);
      if (order.success) return order.data;
    }
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return null;
}
