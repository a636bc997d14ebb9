import { ORDER_LIFETIME_SECONDS, type Order, type OrderStore } from "@bellwether/core/order";
import { signalId } from "@bellwether/core/signal";
import type { Instant } from "@bellwether/core/time";
import { readStoredOrder } from "../stored-order.ts";

/** Orders by id, as a table holds them, damaged and expired ones included. */
export type OrderItems = Map<string, Order>;

/** In-memory implementation for simulations and handler tests. */
export function memoryOrderStore(items: OrderItems = new Map()): OrderStore {
  const unexpired = (workflowId: string, asOf: Instant): Order[] =>
    [...items.values()]
      .filter(
        ({ workflow_id, placed_at }) =>
          workflow_id === workflowId && placed_at > asOf - ORDER_LIFETIME_SECONDS,
      )
      .sort((one, other) => other.placed_at - one.placed_at);

  return {
    put: async (order) => {
      const id = signalId(order.workflow_id, order.placed_at);
      if (items.has(id)) return "duplicate";
      items.set(id, order);
      return "stored";
    },

    read: async ({ workflow_id, placed_at }, asOf) => {
      const item = items.get(signalId(workflow_id, placed_at));
      if (item === undefined || placed_at <= asOf - ORDER_LIFETIME_SECONDS) return null;
      return readStoredOrder(item);
    },

    query: async ({ workflow_id, asOf, limit, before }) => {
      const all = unexpired(workflow_id, asOf).filter(
        ({ placed_at }) => before === null || placed_at < before,
      );
      const page = all.slice(0, limit);
      return {
        orders: page.map(readStoredOrder),
        next_before: all.length > limit ? (page.at(-1)?.placed_at ?? null) : null,
      };
    },

    count: async (workflowId, asOf, max) => Math.min(max, unexpired(workflowId, asOf).length),
  };
}
