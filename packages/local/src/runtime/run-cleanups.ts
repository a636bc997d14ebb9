import { sleep } from "./sleep.ts";

/** Releases one resource. */
export type Cleanup = () => Promise<void>;

/** Everything but the database has this long to end. */
const CLEANUP_WITHIN_MS = 1_000;

/** Runs the cleanups, newest first. The oldest stops the database, and is awaited. Any other cleanup that
 *  hangs (a call to Slack may take ten seconds) is abandoned; its messages are delivered after the
 *  next start. Never rejects, so that every cleanup runs. */
export async function runCleanups(cleanups: Cleanup[]): Promise<void> {
  const until = performance.now() + CLEANUP_WITHIN_MS;
  for (let cleanup = cleanups.pop(); cleanup !== undefined; cleanup = cleanups.pop()) {
    const isDatabase = cleanups.length === 0;
    await waitFor(cleanup(), isDatabase ? Number.POSITIVE_INFINITY : until - performance.now());
  }
}

/** Resolves when the work has ended, whether it failed or not, or when the time is up. */
async function waitFor(work: Promise<void>, timeoutMs: number): Promise<void> {
  const ended = new AbortController();
  const end = Promise.allSettled([work]).then(() => ended.abort());
  await (Number.isFinite(timeoutMs) ? sleep(Math.max(0, timeoutMs), ended.signal) : end);
}
