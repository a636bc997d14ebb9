import type * as z from "zod";
import { LISTED_FIELDS, type Order, orderSchema } from "../order/order.ts";
import type { Instant } from "../time/instant.ts";

/** A stored order as the list of all signals shows it. */
export const signalRowSchema = orderSchema.pick({
  ...LISTED_FIELDS,
  workflow_id: true,
  workflow_name: true,
  ttl: true,
  episode: true,
  episode_count: true,
});
export type SignalRow = Readonly<z.infer<typeof signalRowSchema>>;

/** The key of an order, and of its row. */
export type SignalKey = Readonly<{ workflow_id: string; placed_at: Instant }>;

/** The row of one order. */
export function signalRowOf(order: Order): SignalRow {
  return signalRowSchema.parse(order);
}
