import { messageOf } from "@bellwether/core/failure";
import type { Log } from "@bellwether/core/log";
import { MINUTE_SECONDS, type Sleep } from "@bellwether/core/time";

export type MissedRunWatchDeps = Readonly<{
  /** Looks for missed runs, and reports those that were not reported yet. */
  check: () => Promise<unknown>;
  sleep: Sleep;
  log: Log;
}>;

const LOOK_EVERY_MS = MINUTE_SECONDS * 1_000;

/** Looks for missed runs once a minute. Ends when `stopping` aborts. */
export async function watchForMissedRuns(
  { check, sleep, log }: MissedRunWatchDeps,
  stopping: AbortSignal,
): Promise<void> {
  while (!stopping.aborted) {
    await sleep(LOOK_EVERY_MS, stopping);
    if (stopping.aborted) return;
    try {
      await check();
    } catch (error) {
      log.warn("missed runs could not be looked for, trying again", { reason: messageOf(error) });
    }
  }
}
