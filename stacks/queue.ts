import { MAX_RECEIVES } from "../packages/core/src/signal/route.ts";

/** The longest that SQS keeps a message: dead letters wait two weeks for somebody. */
const FOURTEEN_DAYS_IN_SECONDS = 1_209_600;

export type QueuePair = { queue: sst.aws.Queue; deadLetters: sst.aws.Queue };

/** A queue and its dead letters. Six minutes out of sight after a receipt: more than any consumer
 *  may run. At 24 receipts an outage of two hours passes without a dead letter.
 *
 *  AWS advises six times the function's timeout, so that a batch which Lambda could not start at
 *  once is not handed out again meanwhile. For notify and the engine that is fifteen and thirty
 *  minutes, after which a signal is stale and a tick too old to be tried again. Here Lambda does not
 *  take more batches than it may run (`maximumConcurrency`), and a message that is handed out twice
 *  converges on the same order, message and run. */
export function queuePair(name: string): QueuePair {
  const deadLetters = new sst.aws.Queue(`${name}DeadLetters`, {
    transform: { queue: { messageRetentionSeconds: FOURTEEN_DAYS_IN_SECONDS } },
  });
  const queue = new sst.aws.Queue(`${name}Queue`, {
    visibilityTimeout: "6 minutes",
    dlq: { queue: deadLetters.arn, retry: MAX_RECEIVES },
  });
  return { queue, deadLetters };
}

/** Lets EventBridge send to a queue on behalf of these rules, by ARN, and of no others. */
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

/** Feeds a function from a queue, ten messages at a time: for more, SQS would wait for a batch to
 *  fill. Only the messages that the function names are received again.
 *  @param maximumConcurrency functions at a time; two is the least that SQS knows */
export function consume(queue: sst.aws.Queue, fn: sst.aws.Function, maximumConcurrency: number) {
  queue.subscribe(fn.arn, {
    batch: { size: 10, partialResponses: true },
    transform: { eventSourceMapping: { scalingConfig: { maximumConcurrency } } },
  });
}

/** What a function needs to be fed by a queue. */
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
