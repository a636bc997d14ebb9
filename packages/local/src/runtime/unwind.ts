import { sleep } from "./sleep.ts";

/** Everything but the database has this long to end. */
const UNWIND_WITHIN_MS = 1_000;

/** Takes down what was set up, the newest first; the database, which is the oldest, in any case. A
 *  step that hangs (a call to Slack may, for ten seconds) is left behind: what it was delivering is
 *  delivered after the next start. Never rejects: the steps that remain matter more. */
export async function unwind(undo: (() => Promise<void>)[]): Promise<void> {
  const until = performance.now() + UNWIND_WITHIN_MS;
  for (let step = undo.pop(); step !== undefined; step = undo.pop()) {
    const isDatabase = undo.length === 0;
    await orLeave(step(), isDatabase ? Number.POSITIVE_INFINITY : until - performance.now());
  }
}

/** Resolves when the work has ended, however it did, or after the time. */
async function orLeave(work: Promise<void>, afterMs: number): Promise<void> {
  const ended = new AbortController();
  const end = Promise.allSettled([work]).then(() => ended.abort());
  await (Number.isFinite(afterMs) ? sleep(Math.max(0, afterMs), ended.signal) : end);
}
