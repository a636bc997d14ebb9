import { PoisonMessageError } from "@bellwether/core/signal/event-envelope";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import type { RunResult } from "./generate.ts";
import { failuresOf, type QueueBatchDeps, settleDelivery } from "./queue-batch.ts";

export type ScheduledOrQueuedDeps = QueueBatchDeps &
  Readonly<{ run: (event: unknown) => Promise<RunResult> }>;

/** The engine behind two doors: the scheduler's, which hands over one run, and that of a queue,
 *  through which dead ticks come back. Bodies are what the scheduler sent. A tick that grew too old
 *  meanwhile is parked at once: it stays to be seen, and no retry makes it younger. */
export const scheduledOrQueued =
  (deps: ScheduledOrQueuedDeps) =>
  async (event: unknown): Promise<RunResult | SQSBatchResponse> => {
    if (!isQueueEvent(event)) return deps.run(event);
    const outcomes: (SQSBatchResponse["batchItemFailures"][number] | null)[] = [];
    // One after another: runs share the market's budget.
    for (const record of event.Records) {
      outcomes.push(await settleDelivery(deps, record, (body) => runAgain(deps, body)));
    }
    return { batchItemFailures: failuresOf(outcomes) };
  };

async function runAgain({ run }: ScheduledOrQueuedDeps, body: string): Promise<void> {
  const result = await run(parseJson(body));
  if (result.kind === "missed") {
    throw new PoisonMessageError(`missed: ${result.late_seconds} seconds late`);
  }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new PoisonMessageError("the message is not JSON", { cause });
  }
}

function isQueueEvent(event: unknown): event is SQSEvent {
  return typeof event === "object" && event !== null && "Records" in event;
}
