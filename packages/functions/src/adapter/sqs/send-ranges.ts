import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { ScheduledRun } from "@bellwether/core/event";
import { queueUrlOf } from "./queue-arn.ts";

/** Sends the ranges of a run, at most ten, to the engines' queue. Rejects if the queue refused one of
 *  them: the next attempt sends all of them again, and each is evaluated once. One request for each
 *  range: for a batch, SQS checks the same permission, but the emulator checks a separate one. */
export function sqsSendRanges({
  client,
  queueArn,
}: {
  client: SQSClient;
  queueArn: string;
}): (requests: readonly ScheduledRun[]) => Promise<void> {
  const QueueUrl = queueUrlOf(queueArn);
  return async (requests) => {
    await Promise.all(
      requests.map((request) =>
        client.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(request) })),
      ),
    );
  };
}
