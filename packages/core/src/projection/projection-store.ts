import type { Order } from "../order/order.ts";
import type { Instant } from "../time/instant.ts";
import type { LastOrder } from "./last-order.ts";

/** Reads and writes of the projector. */
export type ProjectionStore = Readonly<{
  /** Moves `last_order` forward: writes if the workflow exists and has none, or an older one. */
  advance: (workflowId: string, lastOrder: LastOrder) => Promise<"written" | "unchanged">;
  /** Writes `next` (null removes) if the workflow exists and `last_order` is still of `expected`
   *  (null: absent, or without a readable `placed_at`). */
  replace: (
    workflowId: string,
    expected: Instant | null,
    next: LastOrder | null,
  ) => Promise<"written" | "conflict" | "gone">;
  /** Strongly consistent; `gone` when the workflow does not exist. `stored` is `last_order` as it
   *  stands in the store, unread (null: absent); `placed_at` is null unless it is a number. */
  readLastOrder: (workflowId: string) => Promise<
    | { readonly kind: "gone" }
    | {
        readonly kind: "present";
        readonly placed_at: Instant | null;
        readonly stored: unknown;
      }
  >;
  /** The newest order present that parses, expired or not; strongly consistent. */
  newestOrder: (workflowId: string) => Promise<Order | null>;
}>;
