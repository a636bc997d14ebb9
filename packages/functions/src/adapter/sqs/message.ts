import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { queueUrlOf } from "./queue-arn.ts";

/** Puts a message back into its queue, to be delivered after `delayMs`, without using up one of its
 *  receives. The caller then acknowledges the delivery it holds. */
export type DeferMessage = (body: string, delayMs: number) => Promise<void>;

/** Puts a message that can never succeed among its queue's dead letters, with the reason. The caller
 *  then acknowledges the delivery it holds. */
export type ParkMessage = (body: string, reason: string) => Promise<void>;

/** The maximum delay of SQS. */
const MAX_DELAY_SECONDS = 900;

/** SQS refuses attribute values with control characters, and counts them into a message's size. */
const MAX_REASON_LENGTH = 1_000;

/** Sends a copy with a delay, because returning a message in flight would count as a receive. The copy
 *  starts with a new count, and the caller acknowledges the original; if that fails, both are
 *  delivered, which is harmless. Longer delays are cut to fifteen minutes: the consumer then defers
 *  the message again. */
export function sqsDefer({
  client,
  queueArn,
}: {
  client: SQSClient;
  queueArn: string;
}): DeferMessage {
  const QueueUrl = queueUrlOf(queueArn);
  return async (body, delayMs) => {
    const seconds = Math.ceil(Math.max(0, delayMs) / 1_000);
    await client.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: body,
        DelaySeconds: Math.min(seconds, MAX_DELAY_SECONDS),
      }),
    );
  };
}

/** Sends the body to the dead letters at once, with the reason as an attribute of the message. */
export function sqsPark({
  client,
  deadLettersArn,
}: {
  client: SQSClient;
  deadLettersArn: string;
}): ParkMessage {
  const QueueUrl = queueUrlOf(deadLettersArn);
  return async (body, reason) => {
    await client.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: body,
        MessageAttributes: { reason: { DataType: "String", StringValue: printable(reason) } },
      }),
    );
  };
}

function printable(reason: string): string {
  const text = reason.replaceAll(/[^\t\n\r -~\u00a0-\ud7ff\ue000-\ufffd]/gu, "?").trim();
  return text.slice(0, MAX_REASON_LENGTH) || "unknown";
}
