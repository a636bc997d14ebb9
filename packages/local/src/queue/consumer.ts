import type { Log } from "@bellwether/core/log";
import type { Sleep, SystemNow } from "@bellwether/core/time";
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
      await napUntil(sleep, Math.min(nap, LONGEST_NAP_MS), [queue.arrival(), stopping.signal]);
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

/** Sleeps until one of the signals aborts. `AbortSignal.any` would leave a trace of each nap on a
 *  signal that lives as long as the process. */
async function napUntil(
  sleep: Sleep,
  durationMs: number,
  signals: readonly AbortSignal[],
): Promise<void> {
  const woken = new AbortController();
  const wake = (): void => woken.abort();
  for (const signal of signals) signal.addEventListener("abort", wake, { once: true });
  if (signals.some(({ aborted }) => aborted)) wake();
  await sleep(durationMs, woken.signal);
  for (const signal of signals) signal.removeEventListener("abort", wake);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
