import type { Instant, MarketNow, Sleep } from "@bellwether/core/time";
import type { ReplayState } from "../runtime/local-state.ts";
import type { ReplayPlan } from "../runtime/market-choice.ts";
import type { ReplayClock } from "../runtime/market-clock.ts";
import type { ScheduleState } from "../runtime/status.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { followWallClock } from "./live-schedule.ts";
import { replayTo, runOn } from "./replay-schedule.ts";

export type TimelineDeps = Readonly<{
  plan: ReplayPlan | null;
  start: ReplayState | null;
  clock: ReplayClock;
  marketNow: MarketNow;
  /** Notes where the replay stands. */
  remember: (state: ReplayState) => Promise<void>;
  schedule: ScheduleState;
  terminal: Terminal;
  sleep: Sleep;
  enqueueTick: (tick: Instant) => Promise<void>;
  hasRun: (tick: Instant) => Promise<boolean>;
  settled: () => Promise<void>;
}>;

/** Lets the market's time pass: follows the wall's clock, or replays and then goes on or ends.
 *  Resolves with whether a replay was finished; a live market only ends by `stopping`. */
export async function passTime(deps: TimelineDeps, stopping: AbortSignal): Promise<boolean> {
  const { plan, start, schedule } = deps;
  if (plan === null || start === null) {
    await followWallClock({ ...deps, onNextTick: (tick) => (schedule.nextTick = tick) }, stopping);
    return false;
  }
  const replay = { ...deps, traded: plan.traded };
  let at = start;
  if (!start.finished) {
    schedule.replaying = true;
    const { finished } = await replayTo(replay, start, plan.until, stopping);
    schedule.replaying = false;
    if (!finished) return false;
    at = { ...start, at: Math.max(start.at, plan.until), finished: true };
    await deps.remember(at);
  }
  if (plan.tickEveryMs !== null) {
    await runOn(replay, at, plan.tickEveryMs, stopping, (tick) => (schedule.nextTick = tick));
  }
  return true;
}
