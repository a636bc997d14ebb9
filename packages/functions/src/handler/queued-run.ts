import type { Log } from "@bellwether/core/port";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";

/** The engine behind two doors: the scheduler's, which hands over one run, and that of a queue,
 *  through which dead ticks come back. Bodies are what the scheduler sent. */
export const scheduledOrQueued =
  <Result>(run: (event: unknown) => Promise<Result>, log: Log) =>
  async (event: unknown): Promise<Result | SQSBatchResponse> => {
    if (!isQueueEvent(event)) return run(event);
    const failed: string[] = [];
    for (const { body, messageId } of event.Records) {
      try {
        await run(JSON.parse(body));
      } catch (error) {
        log.error("a redriven run failed", { message_id: messageId, error });
        failed.push(messageId);
      }
    }
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };

function isQueueEvent(event: unknown): event is SQSEvent {
  return typeof event === "object" && event !== null && "Records" in event;
}
