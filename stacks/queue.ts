import { MAX_RECEIVES } from "../packages/core/src/event/route.ts";
import { production } from "./configuration.ts";

/** The maximum retention of SQS: dead letters are kept for two weeks. */
const FOURTEEN_DAYS_IN_SECONDS = 1_209_600;

/** The tag of the queues of a channel that leaves. */
export const LEAVING = "bellwether:leaving";

export type QueuePair = { queue: sst.aws.Queue; deadLetters: sst.aws.Queue };

/** A queue and its dead-letter queue. The visibility timeout is six minutes, more than any consumer
 *  may run. With 24 receives, an outage of two hours passes without a dead letter.
 *
 *  AWS recommends six times the function's timeout, so that a batch which Lambda could not start at
 *  once is not redelivered meanwhile. For notify and the engine that would be fifteen and thirty
 *  minutes, after which a signal is stale and a tick too old to retry. Here Lambda does not take
 *  more batches than it may run (`maximumConcurrency`), and a message that is delivered twice
 *  converges on the same order, message and run.
 *
 *  In production a deployment that would delete a queue is refused, since the messages in it would be
 *  lost: a channel leaves first (`isLeaving`). */
export function queuePair(name: string, { isLeaving = false } = {}): QueuePair {
  const guard = (args: aws.sqs.QueueArgs, options: $util.CustomResourceOptions) => {
    options.protect = production && !isLeaving;
    if (isLeaving) args.tags = { [LEAVING]: "true" };
  };
  const deadLetters = new sst.aws.Queue(`${name}DeadLetters`, {
    transform: {
      queue: (args, options) => {
        args.messageRetentionSeconds = FOURTEEN_DAYS_IN_SECONDS;
        guard(args, options);
      },
    },
  });
  const queue = new sst.aws.Queue(`${name}Queue`, {
    visibilityTimeout: "6 minutes",
    dlq: { queue: deadLetters.arn, retry: MAX_RECEIVES },
    transform: {
      queue: (args, options) => {
        guard(args, options);
      },
    },
  });
  return { queue, deadLetters };
}

/** Lets EventBridge send to a queue for these rules, by ARN, and for no others. */
export function acceptFrom(name: string, queue: sst.aws.Queue, rules: $util.Input<string>[]) {
  new aws.sqs.QueuePolicy(name, {
    queueUrl: queue.url,
    policy: aws.iam.getPolicyDocumentOutput({
      statements: [
        {
          actions: ["sqs:SendMessage"],
          resources: [queue.arn],
          principals: [{ type: "Service", identifiers: ["events.amazonaws.com"] }],
          conditions: [{ test: "ArnEquals", variable: "aws:SourceArn", values: rules }],
        },
      ],
    }).json,
  });
}

/** Feeds a function from a queue, ten messages at a time: for larger batches SQS would wait for a
 *  batch to fill. Only the messages that the function reports as failed are redelivered.
 *  @param maximumConcurrency concurrent invocations; the minimum that SQS accepts is two */
export function consume(
  queue: sst.aws.Queue,
  fn: sst.aws.Function,
  maximumConcurrency: number,
  batchSize = 10,
) {
  queue.subscribe(fn.arn, {
    batch: { size: batchSize, partialResponses: true },
    transform: { eventSourceMapping: { scalingConfig: { maximumConcurrency } } },
  });
}

/** The permissions of a function that consumes a queue. */
export function receiving(queue: sst.aws.Queue) {
  return {
    actions: [
      "sqs:ReceiveMessage",
      "sqs:DeleteMessage",
      "sqs:ChangeMessageVisibility",
      "sqs:GetQueueAttributes",
    ],
    resources: [queue.arn],
  };
}

export function sendingTo(...queues: sst.aws.Queue[]) {
  return { actions: ["sqs:SendMessage"], resources: queues.map((queue) => queue.arn) };
}
