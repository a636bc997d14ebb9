import type * as z from "zod";
import { type Order, orderSchema } from "../order/order.ts";

/** The newest order's fields in the workflow record: all that the list, the orders page and "once
 *  per candle" need, so that none of them reads the orders table. */
export const lastOrderSchema = orderSchema.pick({
  id: true,
  placed_at: true,
  ttl: true,
  workflow_version: true,
  market: true,
  order_code: true,
  order_price: true,
  order_quantity: true,
  order_direction: true,
  order_type: true,
  asset_type: true,
  price_decimals: true,
  trigger_close: true,
  condition_candle: true,
  dry_run: true,
  episode: true,
  episode_count: true,
});
export type LastOrder = Readonly<z.infer<typeof lastOrderSchema>>;

/** The projection of one order. */
export function lastOrderOf(order: Order): LastOrder {
  return lastOrderSchema.parse(order);
}

/** The projection as a fold: a maximum over `placed_at`, so the order of delivery does not
 *  matter. */
export function newer(
  current: LastOrder | undefined,
  candidate: LastOrder | undefined,
): LastOrder | undefined {
  if (current === undefined) return candidate;
  if (candidate === undefined) return current;
  return candidate.placed_at > current.placed_at ? candidate : current;
}
