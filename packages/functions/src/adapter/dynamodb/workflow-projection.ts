import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import {
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from "@aws-sdk/lib-dynamodb";
import { type Order, orderSchema } from "@bellwether/core/order";
import type { PutScore } from "@bellwether/core/outcome";
import type { LastOrder, ProjectionStore } from "@bellwether/core/projection";
import type { Instant } from "@bellwether/core/time";
import { orStoreError } from "./store-error.ts";
import type { TableNames } from "./table-definition.ts";

type OrderTables = Readonly<{
  documents: DynamoDBDocumentClient;
  names: Pick<TableNames, "workflows" | "workflow_orders">;
}>;

type WorkflowTable = Readonly<{
  documents: DynamoDBDocumentClient;
  names: Pick<TableNames, "workflows">;
}>;

/** The projection of workflows. Every write is one conditional UpdateItem on the projected attributes
 *  alone, so it never undoes an edit and never brings a deleted workflow back. */
export function workflowProjection(
  tables: OrderTables,
): Pick<ProjectionStore, "advance" | "retire" | "replace" | "read" | "ordersOf"> {
  return {
    advance: (...change) => orStoreError(advance(tables, ...change)),
    retire: (...change) => orStoreError(retire(tables, ...change)),
    replace: (...change) => orStoreError(replace(tables, ...change)),
    read: (workflowId) => orStoreError(read(tables, workflowId)),
    ordersOf: (workflowId) => orStoreError(ordersOf(tables, workflowId)),
  };
}

/** One write if the order is the newest. Otherwise a second write adds its tick. */
async function advance(
  tables: WorkflowTable,
  workflowId: string,
  lastOrder: LastOrder,
  ticks: readonly Instant[],
): Promise<"written" | "unchanged"> {
  const add = { UpdateExpression: "ADD signal_ticks :ticks", values: { ":ticks": new Set(ticks) } };
  const outcome = await moveForward(tables, workflowId, {
    attribute: "last_order",
    time: "placed_at",
    value: lastOrder,
    also: add,
  });
  if (outcome === "unchanged" && ticks.length > 0) await whereItExists(tables, workflowId, add);
  return outcome;
}

async function retire(
  tables: WorkflowTable,
  workflowId: string,
  ticks: readonly Instant[],
): Promise<void> {
  if (ticks.length === 0) return;
  await whereItExists(tables, workflowId, {
    UpdateExpression: "DELETE signal_ticks :ticks",
    values: { ":ticks": new Set(ticks) },
  });
}

type Change = Readonly<{ UpdateExpression: string; values: Record<string, unknown> }>;

/** A change that has no effect on a deleted workflow. */
async function whereItExists(
  { documents, names }: WorkflowTable,
  id: string,
  { UpdateExpression, values }: Change,
): Promise<void> {
  try {
    await documents.send(
      new UpdateCommand({
        TableName: names.workflows,
        Key: { id },
        UpdateExpression,
        ConditionExpression: "attribute_exists(id)",
        ExpressionAttributeValues: values,
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

/** The projection of scores: newest wins, whatever the order of delivery. */
export function scoreProjection(tables: WorkflowTable): PutScore {
  return (workflowId, score) =>
    orStoreError(
      moveForward(tables, workflowId, { attribute: "score", time: "scored_to", value: score }),
    );
}

/** Sets an attribute of a workflow that exists, if it has none or one of an earlier `time`. `also`
 *  is changed in the same write. */
async function moveForward<Time extends string>(
  { documents, names }: WorkflowTable,
  workflowId: string,
  change: Readonly<{
    attribute: "last_order" | "score";
    time: Time;
    value: Readonly<Record<Time, Instant>>;
    also?: Change;
  }>,
): Promise<"written" | "unchanged"> {
  const { attribute, time, value, also } = change;
  try {
    await documents.send(
      new UpdateCommand({
        TableName: names.workflows,
        Key: { id: workflowId },
        UpdateExpression: `SET ${attribute} = :value ${also?.UpdateExpression ?? ""}`.trim(),
        ConditionExpression:
          "attribute_exists(id) AND " +
          `(attribute_not_exists(${attribute}) OR ${attribute}.${time} < :time)`,
        ExpressionAttributeValues: { ":value": value, ":time": value[time], ...also?.values },
      }),
    );
    return "written";
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return "unchanged";
    throw error;
  }
}

async function replace(
  { documents, names }: WorkflowTable,
  workflowId: string,
  ...[expected, next]: Tail<Parameters<ProjectionStore["replace"]>>
): Promise<"written" | "conflict" | "gone"> {
  const { last_order, signal_ticks } = next;
  const set = [
    last_order === null ? [] : "last_order = :next",
    signal_ticks.length === 0 ? [] : "signal_ticks = :next_ticks",
  ].flat();
  const remove = [
    last_order === null ? "last_order" : [],
    signal_ticks.length === 0 ? "signal_ticks" : [],
  ].flat();
  const input: UpdateCommandInput = {
    TableName: names.workflows,
    Key: { id: workflowId },
    UpdateExpression: [
      ...(set.length === 0 ? [] : [`SET ${set.join(", ")}`]),
      ...(remove.length === 0 ? [] : [`REMOVE ${remove.join(", ")}`]),
    ].join(" "),
    ConditionExpression: [
      "attribute_exists(id)",
      expected.placed_at === null
        ? "NOT attribute_type(last_order.placed_at, :number)"
        : "last_order.placed_at = :expected",
      expected.signal_ticks === null
        ? "NOT attribute_type(signal_ticks, :numbers)"
        : "signal_ticks = :expected_ticks",
    ].join(" AND "),
    ExpressionAttributeValues: {
      ...(expected.placed_at === null ? { ":number": "N" } : { ":expected": expected.placed_at }),
      ...(expected.signal_ticks === null
        ? { ":numbers": "NS" }
        : { ":expected_ticks": new Set(expected.signal_ticks) }),
      ...(last_order !== null && { ":next": last_order }),
      ...(signal_ticks.length > 0 && { ":next_ticks": new Set(signal_ticks) }),
    },
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  };
  try {
    await documents.send(new UpdateCommand(input));
    return "written";
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return error.Item === undefined ? "gone" : "conflict";
  }
}

type Tail<T extends readonly unknown[]> = T extends [unknown, ...infer Rest] ? Rest : never;

async function read(
  { documents, names }: WorkflowTable,
  workflowId: string,
): ReturnType<ProjectionStore["read"]> {
  const { Item } = await documents.send(
    new GetCommand({
      TableName: names.workflows,
      Key: { id: workflowId },
      ConsistentRead: true,
      ProjectionExpression: "id, last_order, signal_ticks",
    }),
  );
  if (Item === undefined) return { kind: "gone" };
  const stored: unknown = Item["last_order"] ?? null;
  const ticks: unknown = Item["signal_ticks"];
  const signal_ticks = ticks instanceof Set ? [...ticks].toSorted((a, b) => a - b) : null;
  return { kind: "present", stored, placed_at: placedAt(stored), signal_ticks };
}

function placedAt(stored: unknown): Instant | null {
  if (typeof stored !== "object" || stored === null || !("placed_at" in stored)) return null;
  return typeof stored.placed_at === "number" ? stored.placed_at : null;
}

/** Orders that do not parse are skipped: the stream could not project them either. */
async function ordersOf(
  { documents, names }: OrderTables,
  workflowId: string,
): Promise<readonly Order[]> {
  const orders: Order[] = [];
  let from: QueryCommandInput["ExclusiveStartKey"];
  do {
    const page = await documents.send(
      new QueryCommand({
        TableName: names.workflow_orders,
        KeyConditionExpression: "workflow_id = :workflow_id",
        ExpressionAttributeValues: { ":workflow_id": workflowId },
        ConsistentRead: true,
        ScanIndexForward: false,
        ExclusiveStartKey: from,
      }),
    );
    orders.push(...(page.Items ?? []).flatMap(parsedOrder));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return orders;
}

/** The order in an item, if it parses. */
export function parsedOrder(item: unknown): Order[] {
  const order = orderSchema.safeParse(item);
  return order.success ? [order.data] : [];
}
