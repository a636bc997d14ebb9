import { WORKFLOW_SCORED } from "../outcome/workflow-scored.ts";
import { ENGINE_SOURCE, ORDER_SIGNAL } from "./order-signal.ts";
import { PAUSE_CHANGED } from "./pause-changed.ts";
import { RUN_COMPLETED } from "./run-completed.ts";
import { RUN_MISSED } from "./run-missed.ts";
import { TROUBLE_CHANGED } from "./trouble.ts";
import { WORKFLOWS_DECIDED } from "./workflows-decided.ts";

/** A matcher of one field: an exact value, or any value but one. */
type PatternMatcher = string | number | { readonly "anything-but": string | number };

/** An EventBridge event pattern in the forms that our routes use. The local bus matches these, and
 *  refuses every other form when it starts. */
export type EventPattern = { readonly [field: string]: readonly PatternMatcher[] | EventPattern };

export const CONSUMERS = ["notify", "persist", "record"] as const;
export type Consumer = (typeof CONSUMERS)[number];

/** Which events reach which consumer: one rule, one queue and one dead-letter queue each. The stacks
 *  deploy these objects to EventBridge, and the local bus matches them. */
export const ROUTES: Readonly<Record<Consumer, readonly EventPattern[]>> = {
  notify: [
    {
      source: [ENGINE_SOURCE],
      "detail-type": [ORDER_SIGNAL, RUN_MISSED, TROUBLE_CHANGED, PAUSE_CHANGED],
    },
    {
      source: [ENGINE_SOURCE],
      "detail-type": [RUN_COMPLETED],
      detail: { failed: [{ "anything-but": 0 }] },
    },
  ],
  persist: [{ source: [ENGINE_SOURCE], "detail-type": [ORDER_SIGNAL] }],
  record: [
    { source: [ENGINE_SOURCE], "detail-type": [RUN_COMPLETED, WORKFLOWS_DECIDED, WORKFLOW_SCORED] },
  ],
};

/** How often a message may be received before it is a dead letter. With the backoff between
 *  receives this spans more than an hour, so that an outage of an hour loses nothing; a message
 *  that can never succeed does not wait for it (see `ParkMessage`). */
export const MAX_RECEIVES = 24;

/** Messages handed over at once on one machine. On AWS it is ten each (`stacks/queue.ts`). */
export const BATCH_SIZE: Readonly<Record<Consumer, number>> = {
  notify: 10,
  persist: 100,
  record: 10,
};
