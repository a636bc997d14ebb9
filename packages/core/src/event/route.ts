import { type ChannelConsumer, type ChannelName, channelOf } from "../channel/channel-list.ts";
import { WORKFLOW_SCORED } from "../outcome/workflow-scored.ts";
import { DAY_SUMMARIZED } from "../run/day-summary.ts";
import { PAUSE_CHANGED } from "../run/pause-changed.ts";
import { RUN_COMPLETED } from "../run/run-completed.ts";
import { RUN_MISSED } from "../run/run-missed.ts";
import { TROUBLE_CHANGED } from "../run/trouble.ts";
import { EPISODE_ENDED } from "../signal/episode-ended.ts";
import { ENGINE_SOURCE, ORDER_SIGNAL } from "../signal/order-signal.ts";
import { WORKFLOWS_DECIDED } from "../signal/workflows-decided.ts";

/** Matches one field: an exact value, or any value except one. */
type PatternMatcher = string | number | { readonly "anything-but": string | number };

/** An EventBridge event pattern, in the forms that our routes use. The local bus matches these and
 *  rejects all other forms at startup. */
export type EventPattern = { readonly [field: string]: readonly PatternMatcher[] | EventPattern };

/** The consumers that every deployment has. */
export const STORING_CONSUMERS = ["persist", "record"] as const;
export type StoringConsumer = (typeof STORING_CONSUMERS)[number];

export type Consumer = ChannelConsumer | StoringConsumer;

/** The consumers of a deployment with these channels: one that is not configured has none. */
export function consumersWith(channels: readonly ChannelName[]): readonly Consumer[] {
  return [...channels.map((name) => channelOf(name).consumer), ...STORING_CONSUMERS];
}

/** What channels announce. Each then leaves out what is routed to others. */
const ANNOUNCED: readonly EventPattern[] = [
  {
    source: [ENGINE_SOURCE],
    "detail-type": [
      ORDER_SIGNAL,
      EPISODE_ENDED,
      DAY_SUMMARIZED,
      RUN_MISSED,
      TROUBLE_CHANGED,
      PAUSE_CHANGED,
    ],
  },
  {
    source: [ENGINE_SOURCE],
    "detail-type": [RUN_COMPLETED],
    detail: { failed: [{ "anything-but": 0 }] },
  },
];

/** What is stored. */
const STORED: Readonly<Record<StoringConsumer, readonly EventPattern[]>> = {
  persist: [{ source: [ENGINE_SOURCE], "detail-type": [ORDER_SIGNAL] }],
  record: [
    { source: [ENGINE_SOURCE], "detail-type": [RUN_COMPLETED, WORKFLOWS_DECIDED, WORKFLOW_SCORED] },
  ],
};

/** Which events go to a consumer: one rule, one queue and one dead-letter queue each. The stacks
 *  deploy these objects to EventBridge; the local bus matches them. */
export function routesTo(consumer: Consumer): readonly EventPattern[] {
  return isStoring(consumer) ? STORED[consumer] : ANNOUNCED;
}

function isStoring(consumer: Consumer): consumer is StoringConsumer {
  return STORING_CONSUMERS.some((one) => one === consumer);
}

/** How many times a message may be received before it becomes a dead letter. With the backoff
 *  between receives this spans more than an hour, so an outage of an hour loses nothing. A message
 *  that can never succeed is parked at once (see `ParkMessage`). */
export const MAX_RECEIVES = 24;

/** Messages per batch on one machine: an order is one small write. On AWS it is ten
 *  (`stacks/queue.ts`). */
export function batchSizeOf(consumer: Consumer): number {
  return consumer === "persist" ? 100 : 10;
}
