import type * as z from "zod";
import { type OrderSignal, orderSignalShape } from "../signal/order-signal.ts";
import { epochMsSchema, type Instant, instantSchema, WEEK_SECONDS } from "../time/instant.ts";

/** How long an order is stored. */
export const ORDER_LIFETIME_SECONDS = WEEK_SECONDS;

/** A signal as stored. Immutable; from `ttl` on the table may delete it. */
export const orderSchema = orderSignalShape.extend({
  ttl: instantSchema,
  /** When the signal entered the queue from which it was stored, and when it was stored. Absent in
   *  orders of earlier versions. */
  queued_at_ms: epochMsSchema.optional(),
  stored_at_ms: epochMsSchema.optional(),
});
export type Order = Readonly<z.infer<typeof orderSchema>>;

/** The fields that every list of orders shows. */
export const LISTED_FIELDS = {
  id: true,
  placed_at: true,
  market: true,
  order_code: true,
  order_price: true,
  order_quantity: true,
  order_direction: true,
  order_type: true,
  asset_type: true,
  price_decimals: true,
  trigger_close: true,
  dry_run: true,
} as const;

export function orderOf(
  signal: OrderSignal,
  times: Pick<Order, "queued_at_ms" | "stored_at_ms"> = {},
): Order {
  return { ...signal, ttl: signal.placed_at + ORDER_LIFETIME_SECONDS, ...times };
}

/** Readers check expiry themselves, because deletes by TTL lag by up to two days. */
export function isExpired(order: { readonly ttl: Instant }, asOf: Instant): boolean {
  return order.ttl <= asOf;
}
