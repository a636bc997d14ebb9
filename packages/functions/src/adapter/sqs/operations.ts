import {
  GetQueueAttributesCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
  UnsupportedOperation,
} from "@aws-sdk/client-sqs";
import type { QueueStatus } from "@bellwether/core/api/status";
import { type RedriveDeadLetters, StoreError } from "@bellwether/core/port";
import { queueUrlOf } from "./queue-arn.ts";

/** A consumer's queue and its dead letters, as ARNs. */
export type QueuePair = Readonly<{ queue: string; deadLetters: string }>;

type Deps = Readonly<{ client: SQSClient; queues: Readonly<Record<string, QueuePair>> }>;

/** How each queue is. The counts are SQS's, which are approximate for a minute after a change.
 *  Rejects with `StoreError`. */
export const sqsStatus = (deps: Deps) => (): Promise<readonly QueueStatus[]> =>
  orStoreError(
    Promise.all(
      Object.entries(deps.queues).map(async ([name, pair]) => {
        const [queue, deadLetters] = await Promise.all([
          countMessages(deps.client, pair.queue),
          countMessages(deps.client, pair.deadLetters),
        ]);
        return { name, ...queue, dead_letters: deadLetters.visible + deadLetters.in_flight };
      }),
    ),
  );

/** Redrives with SQS's own move task, which runs on by itself and does not lose a message when it
 *  is cut off. A task that is under way is left to finish. Resolves with what there is to move. */
export const sqsRedrive =
  ({ client, queues }: Deps): RedriveDeadLetters =>
  (name) =>
    orStoreError(
      (async () => {
        const pair = Object.hasOwn(queues, name) ? queues[name] : undefined;
        if (pair === undefined) return null;
        const { visible } = await countMessages(client, pair.deadLetters);
        if (visible > 0) await startMove(client, pair);
        return visible;
      })(),
    );

/** The destination is named because some dead letters never were in the queue: EventBridge, the
 *  scheduler and the consumers themselves put messages there too. */
async function startMove(client: SQSClient, pair: QueuePair): Promise<void> {
  try {
    await client.send(
      new StartMessageMoveTaskCommand({
        SourceArn: pair.deadLetters,
        DestinationArn: pair.queue,
      }),
    );
  } catch (error) {
    if (!isUnderWay(error)) throw error;
  }
}

function isUnderWay(error: unknown): boolean {
  return error instanceof UnsupportedOperation && /already a task running/i.test(error.message);
}

type Counts = Pick<QueueStatus, "visible" | "in_flight" | "delayed">;

async function countMessages(client: SQSClient, arn: string): Promise<Counts> {
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrlOf(arn),
      AttributeNames: [
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesDelayed",
      ],
    }),
  );
  return {
    visible: Number(Attributes.ApproximateNumberOfMessages ?? 0),
    in_flight: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
    delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0),
  };
}

async function orStoreError<T>(request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StoreError("unavailable", `the queues did not answer: ${reason}`, {
      retryable: true,
      cause,
    });
  }
}
