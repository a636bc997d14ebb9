import { messageJson, PoisonMessageError } from "@bellwether/core/signal";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import type { RunResult } from "./generate.ts";
import { failuresOf, type QueueBatchDeps, settleDelivery } from "./queue-batch.ts";

export type QueuedRunDeps = QueueBatchDeps &
  Readonly<{ run: (event: unknown) => Promise<RunResult> }>;

/** The engine behind two doors: the scheduler's, which hands over one run, and that of a queue,
 *  through which dead ticks come back. Bodies are what the scheduler sent. */
export const scheduledOrQueued =
  (deps: QueuedRunDeps) =>
  async (event: unknown): Promise<RunResult | SQSBatchResponse> => {
    return isQueueEvent(event) ? queuedRuns(deps)(event) : deps.run(event);
  };

/** Runs the ticks of a queue. One that grew too old while its run kept failing is parked at once: it
 *  stays to be seen, and no retry makes it younger. */
export const queuedRuns =
  (deps: QueuedRunDeps) =>
  async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const outcomes: (SQSBatchResponse["batchItemFailures"][number] | null)[] = [];
    // One after another: runs share the market's budget.
    for (const record of event.Records) {
      outcomes.push(await settleDelivery(deps, record, (body) => runOnce(deps, body)));
    }
    return { batchItemFailures: failuresOf(outcomes) };
  };

async function runOnce({ run }: QueuedRunDeps, body: string): Promise<void> {
  const result = await run(messageJson(body));
  if (result.kind === "missed") {
    throw new PoisonMessageError(`missed: ${result.late_seconds} seconds late`);
  }
}

function isQueueEvent(event: unknown): event is SQSEvent {
  return typeof event === "object" && event !== null && "Records" in event;
}
