import {
  type Instant,
  MAX_LATENESS_SECONDS,
  type MarketNow,
  type Sleep,
  tickAfter,
  tickAtOrBefore,
} from "@bellwether/core/time";

export type LiveScheduleDeps = Readonly<{
  marketNow: MarketNow;
  sleep: Sleep;
  enqueueTick: (tick: Instant) => Promise<void>;
  /** Whether a run of this tick is on record. */
  hasRun: (tick: Instant) => Promise<boolean>;
  onNextTick: (tick: Instant) => void;
}>;

/** A machine that slept wakes up late: look at the clock this often. */
const LONGEST_SLEEP_MS = 15_000;

/** Queues each tick when its time has come, by the wall clock. After a start, the last tick is
 *  made up for when it is not too old and has no run. Ends when `stopping` aborts. */
export async function followWallClock(
  deps: LiveScheduleDeps,
  stopping: AbortSignal,
): Promise<void> {
  const isRecent = (tick: Instant) => deps.marketNow() - tick <= MAX_LATENESS_SECONDS;
  const last = tickAtOrBefore(deps.marketNow());
  if (isRecent(last) && !(await deps.hasRun(last))) await deps.enqueueTick(last);
  for (let next = tickAfter(last); !stopping.aborted; ) {
    // Where the clock was set back, ticks come again: they are run again, which identity makes
    // harmless. To wait for the old time would let the market pass by unseen.
    next = Math.min(next, tickAfter(deps.marketNow()));
    deps.onNextTick(next);
    const waitMs = (next - deps.marketNow()) * 1_000;
    if (waitMs > 0) {
      await deps.sleep(Math.min(waitMs, LONGEST_SLEEP_MS), stopping);
      continue;
    }
    // After a long sleep of the machine the ticks in between are missed runs, and so is the last of
    // them when it is too late to evaluate it: in the queue it would only become a dead letter.
    const due = tickAtOrBefore(deps.marketNow());
    if (isRecent(due)) await deps.enqueueTick(due);
    next = tickAfter(due);
  }
}
