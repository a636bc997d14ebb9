import type { MessageOutcome, QueueConsumer } from "@bellwether/core/event";
import { messageOf } from "@bellwether/core/failure";
import type { Log } from "@bellwether/core/log";
import type { Sleep, SystemNow } from "@bellwether/core/time";
import type { Queue } from "./queue.ts";
import type { Delivery } from "./shelf.ts";

/** Delivers one batch and settles it. Resolves with false when no message was due. */
export async function deliverOnce(
  queue: Queue,
  consume: QueueConsumer,
  batchSize: number,
  log: Log,
): Promise<boolean> {
  const deliveries = queue.receive(batchSize);
  if (deliveries.length === 0) return false;
  const outcomes = await outcomesOf(consume, deliveries);
  report(log, queue, deliveries, outcomes);
  try {
    await queue.settle(deliveries, outcomes);
  } catch (error) {
    // The messages are still in the store: they are delivered again.
    log.error("deliveries could not be settled", { queue: queue.name, reason: messageOf(error) });
  }
  return true;
}

/** A consumer that rejects fails the whole batch. */
async function outcomesOf(
  consume: QueueConsumer,
  deliveries: readonly Delivery[],
): Promise<readonly MessageOutcome[]> {
  try {
    return await consume(
      deliveries.map(({ body }) => body),
      deliveries.map(({ sentAtMs }) => sentAtMs),
    );
  } catch (error) {
    return deliveries.map(() => ({ kind: "failed", reason: messageOf(error) }));
  }
}

function report(
  log: Log,
  { name }: Queue,
  deliveries: readonly Delivery[],
  outcomes: readonly MessageOutcome[],
): void {
  for (const [position, { id, failures }] of deliveries.entries()) {
    const outcome = outcomes[position];
    const fields = { queue: name, message_id: id };
    if (outcome?.kind === "poison") {
      log.error("message parked", { ...fields, reason: outcome.reason });
    } else if (outcome?.kind === "failed") {
      log.warn("delivery failed", { ...fields, receives: failures + 1, reason: outcome.reason });
    }
  }
}

export type RunningConsumer = Readonly<{
  /** Finishes the current batch and stops. */
  stop: () => Promise<void>;
}>;

export type ConsumerDeps = Readonly<{ systemNow: SystemNow; sleep: Sleep; log: Log }>;

const LONGEST_NAP_MS = 1_000;

/** Delivers batches, and sleeps while no message is due. */
export function runConsumer(
  { systemNow, sleep, log }: ConsumerDeps,
  queue: Queue,
  consume: QueueConsumer,
  batchSize: number,
): RunningConsumer {
  const stopping = new AbortController();
  const work = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      if (await deliverOnce(queue, consume, batchSize, log)) continue;
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

/** Sleeps until one of the signals aborts. `AbortSignal.any` would leak: each call leaves a reference on
 *  `stopping`, which lives as long as the process. */
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
