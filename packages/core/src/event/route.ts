import { CHANNELS, type ChannelConsumer, type ChannelName } from "../channel/channel-list.ts";
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
export const CONSUMERS: readonly Consumer[] = [
  ...CHANNELS.map(({ consumer }) => consumer),
  ...STORING_CONSUMERS,
];

/** The consumers of a deployment with these channels: one that is not configured has none. */
export function consumersWith(channels: readonly ChannelName[]): readonly Consumer[] {
  const without = CHANNELS.filter(({ name }) => !channels.includes(name));
  return CONSUMERS.filter((consumer) => without.every((channel) => channel.consumer !== consumer));
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

/** Which events go to which consumer: one rule, one queue and one dead-letter queue each. The
 *  stacks deploy these objects to EventBridge; the local bus matches them. */
export const ROUTES: Readonly<Record<Consumer, readonly EventPattern[]>> = {
  ...forEachChannel(ANNOUNCED),
  persist: [{ source: [ENGINE_SOURCE], "detail-type": [ORDER_SIGNAL] }],
  record: [
    { source: [ENGINE_SOURCE], "detail-type": [RUN_COMPLETED, WORKFLOWS_DECIDED, WORKFLOW_SCORED] },
  ],
};

/** How many times a message may be received before it becomes a dead letter. With the backoff
 *  between receives this spans more than an hour, so an outage of an hour loses nothing. A message
 *  that can never succeed is parked at once (see `ParkMessage`). */
export const MAX_RECEIVES = 24;

/** Messages per batch on one machine. On AWS it is ten (`stacks/queue.ts`). */
export const BATCH_SIZE: Readonly<Record<Consumer, number>> = {
  ...forEachChannel(10),
  persist: 100,
  record: 10,
};

function forEachChannel<Value>(value: Value): Record<ChannelConsumer, Value> {
  const entries = CHANNELS.map(({ consumer }) => [consumer, value]);
  return Object.fromEntries(entries) as Record<ChannelConsumer, Value>;
}
