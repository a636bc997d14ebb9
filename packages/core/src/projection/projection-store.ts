import type { Order } from "../order/order.ts";
import type { Instant } from "../time/instant.ts";
import type { LastOrder } from "./last-order.ts";

/** The projector's reads and writes. */
export type ProjectionStore = Readonly<{
  /** Writes `last_order` if the workflow exists and has no last order, or an older one. */
  advance: (workflowId: string, lastOrder: LastOrder) => Promise<"written" | "unchanged">;
  /** Writes `next` (null removes) if the workflow exists and the `placed_at` of `last_order` still
   *  equals `expected` (null: absent, or without a valid `placed_at`). */
  replace: (
    workflowId: string,
    expected: Instant | null,
    next: LastOrder | null,
  ) => Promise<"written" | "conflict" | "gone">;
  /** Strongly consistent; `gone` if the workflow does not exist. `stored` is `last_order` as
   *  stored, not parsed (null: absent); `placed_at` is null unless it is a number. */
  readLastOrder: (workflowId: string) => Promise<
    | { readonly kind: "gone" }
    | {
        readonly kind: "present";
        readonly placed_at: Instant | null;
        readonly stored: unknown;
      }
  >;
  /** The newest order that parses, expired or not; strongly consistent. */
  newestOrder: (workflowId: string) => Promise<Order | null>;
}>;
