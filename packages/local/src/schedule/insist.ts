import type { Log } from "@bellwether/core/log";
import type { Sleep } from "@bellwether/core/time";

export type InsistDeps = Readonly<{
  sleep: Sleep;
  log: Log;
  stopping: AbortSignal;
}>;

/** Does something until it succeeds. */
export type Insist = <T>(what: string, work: () => Promise<T>) => Promise<T>;

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;

/** What the schedule asks of the database is asked again, after pauses that double, until it is
 *  answered: a schedule that gave up would let time stand still while everything looks well.
 *  Rejects with the last failure once stopping. */
export function insist({ sleep, log, stopping }: InsistDeps): Insist {
  return async (what, work) => {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * pauseMs)) {
      try {
        return await work();
      } catch (error) {
        if (stopping.aborted) throw error;
        log.warn(`${what} failed, trying again`, { reason: String(error) });
      }
      await sleep(pauseMs, stopping);
    }
  };
}
