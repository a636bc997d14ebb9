import type * as z from "zod";
import { LISTED_FIELDS, type Order, orderSchema } from "../order/order.ts";
import { epochMsSchema, type Instant } from "../time/instant.ts";

/** The newest order's fields in the workflow record: all that the list, the orders page and "once
 *  per candle" need, so that none of them reads the orders table. */
export const lastOrderSchema = orderSchema
  .pick({
    ...LISTED_FIELDS,
    ttl: true,
    workflow_version: true,
    condition_candle: true,
    episode: true,
    episode_count: true,
  })
  .extend({
    /** When the projector wrote it. Absent where it was derived, and in earlier versions. */
    projected_at_ms: epochMsSchema.optional(),
  });
export type LastOrder = Readonly<z.infer<typeof lastOrderSchema>>;

/** The projection of one order. */
export function lastOrderOf(order: Order): LastOrder {
  return lastOrderSchema.parse(order);
}

/** A stored `last_order` as a derivation from the orders would write it: without the time at which
 *  it was projected. */
export function asDerived(stored: unknown): unknown {
  if (typeof stored !== "object" || stored === null || !("projected_at_ms" in stored))
    return stored;
  const { projected_at_ms: _, ...derived } = stored;
  return derived;
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

/** The projection of a workflow's stored orders onto its record. */
export type Projection = Readonly<{
  last_order: LastOrder | null;
  /** When each of them was placed, ascending. */
  signal_ticks: readonly Instant[];
}>;

/** The projection of all stored orders of a workflow. */
export function projectionOf(orders: readonly Order[]): Projection {
  const newest = orders.map(lastOrderOf).reduce<LastOrder | undefined>(newer, undefined);
  const signal_ticks = orders.map(({ placed_at }) => placed_at).toSorted((a, b) => a - b);
  return { last_order: newest ?? null, signal_ticks };
}
