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

/** The clock is checked this often, because timers do not run while a machine sleeps. */
const LONGEST_SLEEP_MS = 15_000;

/** Queues each tick when its time has come, by the wall clock. After a start, the last tick
 *  is queued too if it is recent enough and has no run. Ends when `stopping` aborts. */
export async function followWallClock(
  deps: LiveScheduleDeps,
  stopping: AbortSignal,
): Promise<void> {
  const isRecent = (tick: Instant) => deps.marketNow() - tick <= MAX_LATENESS_SECONDS;
  const last = tickAtOrBefore(deps.marketNow());
  if (isRecent(last) && !(await deps.hasRun(last))) await deps.enqueueTick(last);
  for (let next = tickAfter(last); !stopping.aborted; ) {
    // After the clock was set back, ticks are run a second time, which their identity makes
    // harmless. Waiting for the old time would leave the market unwatched.
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
