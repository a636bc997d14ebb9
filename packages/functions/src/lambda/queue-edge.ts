import type { MessageOutcome, QueueConsumer } from "@bellwether/core/event";
import type { Log } from "@bellwether/core/log";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type { DeferMessage, ParkMessage } from "../adapter/sqs/message.ts";

export type QueueEdgeDeps = Readonly<{
  park: ParkMessage;
  /** For consumers that put messages back. */
  defer?: DeferMessage;
  log: Log;
}>;

/** A queue consumer as a function that SQS feeds. The messages that the answer names are received
 *  again after the visibility timeout; all others are deleted. */
export function fromQueue(
  consume: QueueConsumer,
  deps: QueueEdgeDeps,
): (event: SQSEvent) => Promise<SQSBatchResponse> {
  return async ({ Records }) => {
    const outcomes = await consume(
      Records.map(({ body }) => body),
      Records.map(sentAtMs),
    );
    const settled = await Promise.all(
      Records.map((record, position) => isSettled(deps, record, outcomes[position])),
    );
    const failed = Records.filter((_, position) => settled[position] !== true);
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

/** When SQS took the message, in epoch milliseconds. */
function sentAtMs({ attributes }: SQSRecord): number | undefined {
  const sent = Number(attributes?.SentTimestamp);
  return Number.isInteger(sent) ? sent : undefined;
}

/** Whether SQS may delete the message. */
async function isSettled(
  { park, defer, log }: QueueEdgeDeps,
  { body, messageId, attributes }: SQSRecord,
  outcome: MessageOutcome = { kind: "failed", reason: "the consumer returned no outcome" },
): Promise<boolean> {
  try {
    switch (outcome.kind) {
      case "done":
        return true;
      case "later":
        // Without a way to put it back, its visibility timeout is the delay.
        await defer?.(body, outcome.delayMs);
        return defer !== undefined;
      case "poison":
        await park(body, outcome.reason);
        log.error("message parked", { message_id: messageId, reason: outcome.reason });
        return true;
      case "failed":
        log.warn("delivery failed", {
          message_id: messageId,
          receives: attributes.ApproximateReceiveCount,
          reason: outcome.reason,
        });
        return false;
    }
  } catch (error) {
    log.error("message could not be settled", { message_id: messageId, ...outcome, error });
    return false;
  }
}

/** A function with two triggers: a queue, and a scheduler that invokes it with one request. */
export function scheduledOrQueued<Result>(
  run: (request: unknown) => Promise<Result>,
  fromItsQueue: (event: SQSEvent) => Promise<SQSBatchResponse>,
): (event: unknown) => Promise<Result | SQSBatchResponse> {
  return async (event) => (isQueueEvent(event) ? fromItsQueue(event) : run(event));
}

function isQueueEvent(event: unknown): event is SQSEvent {
  return typeof event === "object" && event !== null && "Records" in event;
}
