import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { ScheduledRun } from "@bellwether/core/signal";
import { queueUrlOf } from "./queue-arn.ts";

/** Hands the ranges of a run, at most ten, to the engines through their queue. Rejects when the
 *  queue did not take one of them: those that it took are sent again with the next attempt, and
 *  evaluated once. */
export function sqsSendRanges({
  client,
  queueArn,
}: {
  client: SQSClient;
  queueArn: string;
}): (requests: readonly ScheduledRun[]) => Promise<void> {
  const QueueUrl = queueUrlOf(queueArn);
  return async (requests) => {
    const { Failed = [] } = await client.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: requests.map((request, place) => ({
          Id: String(place),
          MessageBody: JSON.stringify(request),
        })),
      }),
    );
    const [failure] = Failed;
    if (failure === undefined) return;
    throw new Error(
      `the queue did not take ${Failed.length} of ${requests.length} ranges: ${failure.Message ?? failure.Code}`,
    );
  };
}
