import type { Order } from "../order/order.ts";
import type { LastOrder } from "../projection/last-order.ts";
import type { RunCompleted } from "../run/run-completed.ts";
import type { WorkflowDecision } from "../signal/workflows-decided.ts";
import type { Receipt } from "../store/receipt-store.ts";
import type { Instant } from "../time/instant.ts";

/** A message that a consumer has not finished with. */
export type FoundMessage =
  | {
      readonly kind: "waiting";
      readonly sent_at_ms: number | null;
      /** Deliveries that failed so far. */
      readonly failures: number;
      /** When it may be delivered next. */
      readonly visible_at_ms: number;
    }
  | { readonly kind: "dead"; readonly sent_at_ms: number | null; readonly reason: string | null }
  /** SQS does not show waiting messages, and only a sample of many dead letters. */
  | { readonly kind: "not_shown"; readonly waiting: number; readonly dead_letters: number };

/** The message in a queue or among its dead letters whose body matches. Null without a match or
 *  without such a queue. Rejects with `StoreError`. */
export type FindMessage = (
  queue: string,
  matches: (body: string) => boolean,
) => Promise<FoundMessage | null>;

/** What is stored about one signal. */
export type TraceFacts = Readonly<{
  id: string;
  workflow_id: string;
  placed_at: Instant;
  run: RunCompleted | null;
  /** Undefined if the run decided nothing about the workflow, or its decisions have not arrived. */
  decision: WorkflowDecision | undefined;
  order: Order | null;
  workflow: Readonly<{ name: string; last_order: LastOrder | null }> | null;
  /** The tick among the runs that wait or failed. */
  tickMessage: FoundMessage | null;
  persistMessage: FoundMessage | null;
  /** The workflow among the stream records that the projector gave up on. */
  parked: FoundMessage | null;
  /** How far the projector is behind; null if it is not known. */
  iteratorAgeMs: number | null;
  announcers: readonly Readonly<{
    consumer: string;
    receipt: Receipt | null;
    message: FoundMessage | null;
  }>[];
  /** The market's clock, by which orders expire. */
  asOf: Instant;
  /** The machine's clock. */
  nowMs: number;
}>;
