import * as z from "zod";
import { folded, searchWords } from "../../ui/search-words.ts";
import type { LatestOrder } from "./api/queries.ts";

/** The search parameters of the orders page. An invalid parameter counts as absent. */
export const orderSearchSchema = z.object({
  q: z.coerce.string().max(200).optional().catch(undefined),
  direction: z.enum(["BUY", "SELL"]).optional().catch(undefined),
  asset: z.coerce.string().max(100).optional().catch(undefined),
  mode: z.enum(["dry", "live"]).optional().catch(undefined),
  page: z.coerce.number().int().positive().optional().catch(undefined),
  size: z.enum(["20", "50", "100", "all"]).optional().catch(undefined),
});
export type OrderSearch = z.output<typeof orderSearchSchema>;
export type OrderFilters = Pick<OrderSearch, "q" | "direction" | "asset" | "mode">;

/** The filters beside the words of the search. */
export const ORDER_FILTERS = ["direction", "asset", "mode"] as const;
export type OrderFilterName = (typeof ORDER_FILTERS)[number];

/** The orders that pass every filter, newest first. Search words match in workflow and instrument. */
export function filterOrders(
  orders: readonly LatestOrder[],
  filters: OrderFilters,
): readonly LatestOrder[] {
  const words = searchWords(filters.q);
  return orders
    .filter(
      (order) =>
        words.every((word) =>
          folded(`${order.workflow_name} ${order.order_code}`).includes(word),
        ) &&
        (filters.direction === undefined || order.order_direction === filters.direction) &&
        (filters.asset === undefined || order.order_code === filters.asset) &&
        (filters.mode === undefined || order.dry_run === (filters.mode === "dry")),
    )
    .sort((a, b) => b.placed_at - a.placed_at || (a.id < b.id ? -1 : 1));
}

export function assetsOf(orders: readonly LatestOrder[]): readonly string[] {
  return [...new Set(orders.map((order) => order.order_code))].sort();
}
