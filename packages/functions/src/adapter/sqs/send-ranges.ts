import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { ScheduledRun } from "@bellwether/core/event";
import { queueUrlOf } from "./queue-arn.ts";

/** Hands the ranges of a run, at most ten, to the engines through their queue. Rejects when the
 *  queue did not take one of them: those that it took are sent again with the next attempt, and
 *  evaluated once. One request each: SQS checks the permission to send for a batch too, but the
 *  emulator asks for one of its own. */
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
