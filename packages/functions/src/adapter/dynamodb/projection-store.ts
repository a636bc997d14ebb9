import { type DynamoDBDocumentClient, ScanCommand } from "@aws-sdk/lib-dynamodb";
import type { Order } from "@bellwether/core/order";
import {
  type KeyPage,
  MAX_KEYS,
  type ProjectionStore,
  type SignalKey,
} from "@bellwether/core/projection";
import { putSignal, readByKey, readSignals, removeSignal, signalKeys } from "./signal-table.ts";
import { orStoreError } from "./store-error.ts";
import type { TableNames } from "./table-definition.ts";
import { parsedOrder, workflowProjection } from "./workflow-projection.ts";

type ProjectionTables = Readonly<{
  documents: DynamoDBDocumentClient;
  names: Pick<TableNames, "workflows" | "workflow_orders" | "signals">;
}>;

/** The projection over three tables: it reads `workflow_orders`, and writes `last_order` and
 *  `signal_ticks` in `workflows` and the rows of `signals`. */
export function projectionStore(tables: ProjectionTables): ProjectionStore {
  return {
    ...workflowProjection(tables),
    putSignal: (row) => orStoreError(putSignal(tables, row)),
    removeSignal: (key) => orStoreError(removeSignal(tables, key)),
    readOrders: (keys) => orStoreError(readOrders(tables, keys)),
    readSignals: (keys) => orStoreError(readSignals(tables, keys)),
    orderKeys: (after) => orStoreError(orderKeys(tables, after)),
    signalKeys: (after) => orStoreError(signalKeys(tables, after)),
  };
}

async function readOrders(
  { documents, names }: ProjectionTables,
  keys: readonly SignalKey[],
): Promise<readonly Order[]> {
  const wanted = keys.map(({ workflow_id, placed_at }) => ({ workflow_id, placed_at }));
  return (await readByKey(documents, names.workflow_orders, wanted)).flatMap(parsedOrder);
}

async function orderKeys(
  { documents, names }: ProjectionTables,
  after: SignalKey | null,
): Promise<KeyPage> {
  const { Items = [], LastEvaluatedKey } = await documents.send(
    new ScanCommand({
      TableName: names.workflow_orders,
      ProjectionExpression: "workflow_id, placed_at",
      ConsistentRead: true,
      Limit: MAX_KEYS,
      ExclusiveStartKey: after ?? undefined,
    }),
  );
  return {
    keys: Items as SignalKey[],
    next_after: (LastEvaluatedKey as SignalKey | undefined) ?? null,
  };
}
