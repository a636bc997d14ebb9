import { type Order, orderSchema } from "@bellwether/core/order";
import { type PutScore, scoreSchema } from "@bellwether/core/outcome";
import type { ProjectionStore } from "@bellwether/core/projection";
import type { Instant } from "@bellwether/core/time";
import type { OrderItems } from "./order-store.ts";
import type { WorkflowItems } from "./workflow-store.ts";

/** In-memory implementation over the maps of the other stores, for simulations and handler tests. */
export function memoryProjectionStore(items: {
  readonly workflows: WorkflowItems;
  readonly orders: OrderItems;
}): ProjectionStore {
  const { workflows, orders } = items;
  return {
    advance: async (workflowId, lastOrder) => {
      const item = workflows.get(workflowId);
      if (item === undefined) return "unchanged";
      const stored = item["last_order"];
      const isOlder = (placedAtOf(stored) ?? Number.POSITIVE_INFINITY) < lastOrder.placed_at;
      if (stored !== undefined && !isOlder) return "unchanged";
      workflows.set(workflowId, { ...item, last_order: lastOrder });
      return "written";
    },

    replace: async (workflowId, expected, next) => {
      const item = workflows.get(workflowId);
      if (item === undefined) return "gone";
      if (placedAtOf(item["last_order"]) !== expected) return "conflict";
      const { last_order: _replaced, ...rest } = item;
      workflows.set(workflowId, next === null ? rest : { ...rest, last_order: next });
      return "written";
    },

    readLastOrder: async (workflowId) => {
      const item = workflows.get(workflowId);
      if (item === undefined) return { kind: "gone" };
      const stored = item["last_order"] ?? null;
      return { kind: "present", placed_at: placedAtOf(stored), stored };
    },

    newestOrder: async (workflowId) => {
      let newest: Order | null = null;
      for (const item of orders.values()) {
        if (item.workflow_id !== workflowId || item.placed_at <= (newest?.placed_at ?? -1))
          continue;
        const order = orderSchema.safeParse(item);
        if (order.success) newest = order.data;
      }
      return newest;
    },
  };
}

function placedAtOf(stored: unknown): Instant | null {
  if (typeof stored !== "object" || stored === null || !("placed_at" in stored)) return null;
  return typeof stored.placed_at === "number" ? stored.placed_at : null;
}

/** Score projection over the map of workflows, for simulations and handler tests. */
export function memoryScoreProjection(workflows: WorkflowItems): PutScore {
  return async (workflowId, score) => {
    const item = workflows.get(workflowId);
    const stored = scoreSchema.safeParse(item?.["score"]);
    const isNewer = !stored.success || stored.data.scored_to < score.scored_to;
    if (item === undefined || !isNewer) return "unchanged";
    workflows.set(workflowId, { ...item, score });
    return "written";
  };
}
