import type { Stored } from "../store/stored.ts";
import type { Instant } from "../time/instant.ts";
import type { Order } from "./order.ts";

/** Stores an order once: another put with the same id changes nothing. */
export type PutOrder = (order: Order) => Promise<"stored" | "duplicate">;

/** Null if it does not exist, or has expired at `asOf`. */
type ReadOrder = (
  key: { readonly workflow_id: string; readonly placed_at: Instant },
  asOf: Instant,
) => Promise<Stored<Order> | null>;

export type OrderPage = Readonly<{
  /** Newest first. Orders expired at `asOf` are excluded by the key condition. */
  orders: readonly Stored<Order>[];
  /** The `placed_at` before which the next page starts; null at the end. */
  next_before: Instant | null;
}>;

/** Costs one Query. */
type QueryOrders = (query: {
  readonly workflow_id: string;
  readonly asOf: Instant;
  readonly limit: number;
  readonly before: Instant | null;
}) => Promise<OrderPage>;

/** The number of unexpired orders of a workflow, at most `max`. The cost is bounded by `max`,
 *  however many are stored. */
type CountOrders = (workflowId: string, asOf: Instant, max: number) => Promise<number>;

export type OrderStore = Readonly<{
  put: PutOrder;
  read: ReadOrder;
  query: QueryOrders;
  count: CountOrders;
}>;
