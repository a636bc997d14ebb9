import { type ChannelConsumer, channelOf } from "../packages/core/src/channel/channel-list.ts";
import { type Consumer, consumersWith, routesTo } from "../packages/core/src/event/route.ts";
import { logicalName } from "../packages/functions/src/lambda/queue-owner.ts";
import { deployedChannels, leavingChannels, prefix } from "./configuration.ts";
import { acceptFrom, type QueuePair, queuePair } from "./queue.ts";

export const bus = new sst.aws.Bus("Events");

/** All events of the last fortnight, to replay to a consumer after a fix. Shorter than the thirty
 *  days that receipts are stored, so a replay never announces a signal twice. */
new aws.cloudwatch.EventArchive("EventsArchive", {
  name: `${prefix}-events`,
  eventSourceArn: bus.arn,
  retentionDays: 14,
});

/** The CloudWatch dimensions of each rule. */
export const ruleDimensions: {
  EventBusName: $util.Output<string>;
  RuleName: $util.Output<string>;
}[] = [];

/** Those of channels that are not deployed do not exist. */
type Queues = Record<Exclude<Consumer, ChannelConsumer>, QueuePair> &
  Partial<Record<ChannelConsumer, QueuePair>>;

/** Consumers whose queue is emptied and gets nothing new. */
const leaving = new Set<Consumer>(leavingChannels.map((name) => channelOf(name).consumer));

export const queues = Object.fromEntries(
  consumersWith(deployedChannels).map((consumer) => [consumer, routedQueue(consumer)]),
) as Queues;

/** One queue, one dead-letter queue, and one rule per pattern, so that a failing consumer does not
 *  affect the others.
 *
 *  A rule shares the dead-letter queue of the queue it feeds. EventBridge writes the event there in
 *  the same form as to the queue, so one redrive covers both. `Bus.subscribeQueue` is not used: it
 *  has no retry policy and no dead letters, and would let the rules of any account send to the
 *  queue. */
function routedQueue(consumer: Consumer): QueuePair {
  const name = logicalName(consumer);
  if (leaving.has(consumer)) return queuePair(name, { isLeaving: true });
  const pair = queuePair(name);
  const rules = routesTo(consumer).map((pattern, position) => {
    const rule = new aws.cloudwatch.EventRule(`${name}Rule${position}`, {
      name: `${prefix}-${consumer}-${position}`,
      eventBusName: bus.name,
      eventPattern: JSON.stringify(pattern),
    });
    new aws.cloudwatch.EventTarget(`${name}Target${position}`, {
      rule: rule.name,
      eventBusName: bus.name,
      arn: pair.queue.arn,
      retryPolicy: { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 },
      deadLetterConfig: { arn: pair.deadLetters.arn },
    });
    ruleDimensions.push({ EventBusName: bus.name, RuleName: rule.name });
    return rule.arn;
  });
  acceptFrom(`${name}QueuePolicy`, pair.queue, rules);
  acceptFrom(`${name}DeadLettersPolicy`, pair.deadLetters, rules);
  return pair;
}
