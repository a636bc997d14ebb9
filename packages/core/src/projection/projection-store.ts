import type { Order } from "../order/order.ts";
import type { Instant } from "../time/instant.ts";
import type { LastOrder, Projection } from "./last-order.ts";
import type { SignalKey, SignalRow } from "./signal-row.ts";

/** The projection of a workflow as stored, not parsed. */
export type StoredProjection = Readonly<{
  /** `last_order`; null: absent. */
  stored: unknown;
  /** Null unless it is a number. */
  placed_at: Instant | null;
  /** Ascending; null: absent, or not a set of numbers. */
  signal_ticks: readonly Instant[] | null;
}>;

/** A page of keys, in the order of the table. */
export type KeyPage = Readonly<{
  keys: readonly SignalKey[];
  /** The key after which the next page starts; null at the end. */
  next_after: SignalKey | null;
}>;

/** The projector's reads and writes. */
export type ProjectionStore = Readonly<{
  /** If the workflow exists: adds `ticks` to `signal_ticks`, and writes `last_order` if there is none
   *  or an older one. `unchanged`: `last_order` stayed as it was. */
  advance: (
    workflowId: string,
    lastOrder: LastOrder,
    ticks: readonly Instant[],
  ) => Promise<"written" | "unchanged">;
  /** Removes `ticks` from `signal_ticks`, if the workflow exists. */
  retire: (workflowId: string, ticks: readonly Instant[]) => Promise<void>;
  /** Writes `next` if the workflow exists and its projection is still as `read` returned it. */
  replace: (
    workflowId: string,
    expected: Pick<StoredProjection, "placed_at" | "signal_ticks">,
    next: Projection,
  ) => Promise<"written" | "conflict" | "gone">;
  /** Strongly consistent; `gone` if the workflow does not exist. */
  read: (
    workflowId: string,
  ) => Promise<{ readonly kind: "gone" } | ({ readonly kind: "present" } & StoredProjection)>;
  /** The orders that parse, expired or not, newest first; strongly consistent. */
  ordersOf: (workflowId: string) => Promise<readonly Order[]>;

  /** Adds or overwrites the row of an order. */
  putSignal: (row: SignalRow) => Promise<void>;
  removeSignal: (key: SignalKey) => Promise<void>;
  /** The orders and the rows of at most `MAX_KEYS` keys. Orders that do not parse are left out; rows
   *  are as stored. Strongly consistent. */
  readOrders: (keys: readonly SignalKey[]) => Promise<readonly Order[]>;
  readSignals: (keys: readonly SignalKey[]) => Promise<readonly StoredRow[]>;
  /** The keys of all orders, and of all rows, in pages of at most `MAX_KEYS`. */
  orderKeys: (after: SignalKey | null) => Promise<KeyPage>;
  signalKeys: (after: SignalKey | null) => Promise<KeyPage>;
}>;

export type StoredRow = Readonly<{ key: SignalKey; stored: unknown }>;

/** The most items that DynamoDB reads by key in one request. */
export const MAX_KEYS = 100;
