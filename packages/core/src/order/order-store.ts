import type { Stored } from "../store/stored.ts";
import type { Instant } from "../time/instant.ts";
import type { Order } from "./order.ts";

/** Stores an order once: a second put of the same id changes nothing. */
export type PutOrder = (order: Order) => Promise<"stored" | "duplicate">;

/** Null when there is none, or it has expired at `asOf`. */
type ReadOrder = (
  key: { readonly workflow_id: string; readonly placed_at: Instant },
  asOf: Instant,
) => Promise<Stored<Order> | null>;

export type OrderPage = Readonly<{
  /** Newest first; unexpired at `asOf` by key condition. */
  orders: readonly Stored<Order>[];
  /** `placed_at` to continue before; null at the end. */
  next_before: Instant | null;
}>;

/** One Query. */
type QueryOrders = (query: {
  readonly workflow_id: string;
  readonly asOf: Instant;
  readonly limit: number;
  readonly before: Instant | null;
}) => Promise<OrderPage>;

/** How many unexpired orders a workflow has; `max` when it has at least as many. The cost is bounded
 *  by `max`, whatever is stored. */
type CountOrders = (workflowId: string, asOf: Instant, max: number) => Promise<number>;

export type OrderStore = Readonly<{
  put: PutOrder;
  read: ReadOrder;
  query: QueryOrders;
  count: CountOrders;
}>;
