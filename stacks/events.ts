import { CONSUMERS, type Consumer, ROUTES } from "../packages/core/src/signal/route.ts";
import { prefix } from "./configuration.ts";
import { acceptFrom, type QueuePair, queuePair } from "./queue.ts";

export const bus = new sst.aws.Bus("Events");

/** Everything the engine said in the last fortnight, to replay to a consumer that was mended.
 *  Less than the thirty days that receipts live: a replay never announces a signal twice. */
new aws.cloudwatch.EventArchive("EventsArchive", {
  name: `${prefix}-events`,
  eventSourceArn: bus.arn,
  retentionDays: 14,
});

/** Each rule as CloudWatch knows it. */
export const ruleDimensions: {
  EventBusName: $util.Output<string>;
  RuleName: $util.Output<string>;
}[] = [];

export const queues = Object.fromEntries(
  CONSUMERS.map((consumer) => [consumer, routedQueue(consumer)]),
) as Record<Consumer, QueuePair>;

/** One queue, one dead-letter queue, and one rule a pattern: a consumer that fails fails alone.
 *
 *  A rule has the same dead-letter queue as the queue it feeds. EventBridge writes the event there
 *  as it would have written it to the queue, so one redrive covers both. `Bus.subscribeQueue` has
 *  no retry policy and no dead letters, and would let the rules of any account send to the queue. */
function routedQueue(consumer: Consumer): QueuePair {
  const name = logicalName(consumer);
  const pair = queuePair(name);
  const rules = ROUTES[consumer].map((pattern, position) => {
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

function logicalName(consumer: Consumer): string {
  return consumer.charAt(0).toUpperCase() + consumer.slice(1);
}
