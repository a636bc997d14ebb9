import type { Sleep } from "@bellwether/core/time";
import type { Queue, Queues } from "../queue/queue.ts";
import { TICK_QUEUE } from "./pipeline.ts";

export type QuiescenceDeps = Readonly<{
  queues: Queues;
  projected: () => Promise<void>;
  sleep: Sleep;
  stopping: AbortSignal;
}>;

const LOOK_EVERY_MS = 1;

/** Resolves once the run of the tick has ended and every message that is due is delivered and
 *  projected. Delayed messages (after a failure or a rate limit) are not awaited. */
export async function quiescent(deps: QuiescenceDeps): Promise<void> {
  const { queues, projected } = deps;
  const ticks = queues.queue(TICK_QUEUE);
  await until(deps, () => ticks.nextVisibleAtMs() === null && ticks.isQuiet());
  await until(deps, () => queues.all().every((queue) => queue.isQuiet()));
  if (!deps.stopping.aborted) await projected();
}

/** Resolves once every queue is empty, apart from dead letters, and the stream is projected. */
export async function drained(deps: QuiescenceDeps): Promise<void> {
  await until(deps, () => deps.queues.all().every(isEmpty));
  if (!deps.stopping.aborted) await deps.projected();
}

function isEmpty(queue: Queue): boolean {
  return queue.isQuiet() && queue.depth().delayed === 0;
}

async function until({ sleep, stopping }: QuiescenceDeps, isSo: () => boolean): Promise<void> {
  while (!isSo() && !stopping.aborted) await sleep(LOOK_EVERY_MS, stopping);
}
