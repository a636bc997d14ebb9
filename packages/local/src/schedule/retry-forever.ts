import { backoffMs, messageOf } from "@bellwether/core/failure";
import type { Log } from "@bellwether/core/log";
import type { Sleep } from "@bellwether/core/time";

export type RetryForeverDeps = Readonly<{
  sleep: Sleep;
  log: Log;
  stopping: AbortSignal;
}>;

/** Repeats `work` until it succeeds. `what` names it in the log. */
export type RetryForever = <T>(what: string, work: () => Promise<T>) => Promise<T>;

const BACKOFF = { firstMs: 200, maxMs: 10_000 };

/** Retries the schedule's calls to the database, with pauses that double. A schedule that gave up would
 *  stop evaluating without any sign. Rejects with the last failure once stopping. */
export function retryForever({ sleep, log, stopping }: RetryForeverDeps): RetryForever {
  return async (what, work) => {
    for (let failures = 1; ; failures += 1) {
      try {
        return await work();
      } catch (error) {
        if (stopping.aborted) throw error;
        log.warn(`${what} failed, retrying`, { reason: messageOf(error) });
      }
      await sleep(backoffMs(failures, BACKOFF), stopping);
    }
  };
}
