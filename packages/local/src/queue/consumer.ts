import type { Log, Sleep, SystemNow } from "@bellwether/core/port";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import type { Queue } from "./queue.ts";

export type QueueHandler = (event: SQSEvent) => Promise<SQSBatchResponse>;

/** Hands one batch to the handler and settles it as Lambda does: what the handler throws fails
 *  the whole batch. Answers false when nothing could be delivered. */
export async function deliverOnce(
  queue: Queue,
  handler: QueueHandler,
  batchSize: number,
  log: Log,
): Promise<boolean> {
  const records = queue.receive(batchSize);
  if (records.length === 0) return false;
  const failed = new Set<string>();
  try {
    const { batchItemFailures } = await handler({ Records: [...records] });
    for (const { itemIdentifier } of batchItemFailures) failed.add(itemIdentifier);
  } catch (error) {
    log.error("consumer failed", { queue: queue.name, reason: messageOf(error) });
    for (const { messageId } of records) failed.add(messageId);
  }
  try {
    await queue.settle(records, failed);
  } catch (error) {
    // The messages are still in the store: they are delivered again.
    log.error("deliveries could not be settled", { queue: queue.name, reason: messageOf(error) });
  }
  return true;
}

export type RunningConsumer = Readonly<{
  /** Finishes the batch at hand and stops. */
  stop: () => Promise<void>;
}>;

export type ConsumerDeps = Readonly<{ systemNow: SystemNow; sleep: Sleep; log: Log }>;

const LONGEST_NAP_MS = 1_000;

/** Delivers as long as there is something to deliver, and sleeps until there is. */
export function runConsumer(
  { systemNow, sleep, log }: ConsumerDeps,
  queue: Queue,
  handler: QueueHandler,
  batchSize: number,
): RunningConsumer {
  const stopping = new AbortController();
  const work = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      if (await deliverOnce(queue, handler, batchSize, log)) continue;
      const next = queue.nextVisibleAtMs();
      const nap = next === null ? LONGEST_NAP_MS : Math.max(1, next - systemNow());
      const woken = AbortSignal.any([queue.arrival(), stopping.signal]);
      await sleep(Math.min(nap, LONGEST_NAP_MS), woken);
    }
  };
  const done = work();
  return {
    async stop() {
      stopping.abort();
      await done;
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
