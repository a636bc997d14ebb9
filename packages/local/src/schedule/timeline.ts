import type { Instant, MarketNow, Sleep } from "@bellwether/core/time";
import type { ReplayState } from "../database/local-state.ts";
import type { ReplayPlan } from "../market/chosen-market.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { followWallClock } from "./live-schedule.ts";
import type { ReplayClock } from "./market-clock.ts";
import { type ReplayProgress, replayTo, runOn } from "./replay-schedule.ts";

export type TimelineDeps = Readonly<{
  /** Null for a live market, which follows the wall clock. */
  replay: Readonly<{ plan: ReplayPlan; start: ReplayState }> | null;
  clock: ReplayClock;
  marketNow: MarketNow;
  /** Stores how far the replay has come. */
  remember: (state: ReplayState) => Promise<void>;
  terminal: Terminal;
  sleep: Sleep;
  enqueueTick: (tick: Instant) => Promise<void>;
  hasRun: (tick: Instant) => Promise<boolean>;
  quiescent: () => Promise<void>;
  /** Resolves once every queue is empty but for dead letters, or `stopping` aborts. */
  drained: () => Promise<void>;
}>;

type ScheduleState = Readonly<{
  replaying: boolean;
  /** Of the replay; null when none runs. */
  progress: ReplayProgress | null;
  nextTick: Instant | null;
}>;

export type Timeline = Readonly<{
  state: () => ScheduleState;
  /** Lets the market's time pass until `stopping` aborts. Resolves with whether a replay was
   *  finished; false for a live market. To be called once. */
  run: (stopping: AbortSignal) => Promise<boolean>;
}>;

/** The market's time on one machine: follows the wall clock, or replays and then runs on or ends. */
export function createTimeline(deps: TimelineDeps): Timeline {
  let state: ScheduleState = { replaying: false, progress: null, nextTick: null };
  const onProgress = (progress: ReplayProgress): void => {
    state = { ...state, progress };
  };
  const onNextTick = (nextTick: Instant | null): void => {
    state = { ...state, nextTick };
  };

  async function replay(
    { plan, start }: NonNullable<TimelineDeps["replay"]>,
    stopping: AbortSignal,
  ): Promise<boolean> {
    const replayDeps = { ...deps, onProgress, traded: plan.traded };
    let at = start;
    if (!start.finished) {
      state = { ...state, replaying: true };
      const { finished } = await replayTo(replayDeps, start, plan.until, stopping);
      state = { ...state, replaying: false, progress: null };
      if (!finished) return false;
      at = { ...start, at: Math.max(start.at, plan.until), finished: false };
      await deps.remember(at);
      // A recording that is started again after its end is replayed again: what was not announced yet
      // would be announced twice. A market that runs on is never replayed again.
      if (plan.tickEveryMs === null) await deps.drained();
      if (stopping.aborted) return false;
      at = { ...at, finished: true };
      await deps.remember(at);
    }
    if (plan.tickEveryMs !== null) {
      await runOn(replayDeps, at, plan.tickEveryMs, stopping, onNextTick);
    }
    return true;
  }

  return {
    state: () => state,
    async run(stopping) {
      if (deps.replay !== null) return replay(deps.replay, stopping);
      await followWallClock({ ...deps, onNextTick }, stopping);
      return false;
    },
  };
}
