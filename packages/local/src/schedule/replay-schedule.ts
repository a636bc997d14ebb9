import type { Traded } from "@bellwether/core/market";
import { type Instant, type Sleep, toIso } from "@bellwether/core/time";
import type { ReplayState } from "../database/local-state.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { ReplayClock } from "./market-clock.ts";
import { nextSessionTick, sessionTicks } from "./session-ticks.ts";

export type ReplayDeps = Readonly<{
  clock: ReplayClock;
  /** Stores how far the replay has come; resolves once that is durable. */
  remember: (state: ReplayState) => Promise<void>;
  terminal: Terminal;
  onProgress: (progress: ReplayProgress) => void;
  sleep: Sleep;
  traded: readonly Traded[];
  /** Queues the run of a tick; resolves once it is durable. */
  enqueueTick: (tick: Instant) => Promise<void>;
  /** Resolves once everything that follows from the ticks so far is stored and projected. */
  quiescent: () => Promise<void>;
}>;

/** Ticks, since the start of the process. */
export type ReplayProgress = Readonly<{ done: number; total: number }>;

export type ReplayEnd = Readonly<{ ticks: number; finished: boolean }>;

/** Replays the ticks after `state.at` up to `until`, each once the pipeline is quiescent after
 *  the last, so that a replay always gives the same signals. Stops early when `stopping`
 *  aborts, and continues from there at the next start. */
export async function replayTo(
  deps: ReplayDeps,
  start: ReplayState,
  until: Instant,
  stopping: AbortSignal,
): Promise<ReplayEnd> {
  const { clock, terminal } = deps;
  const ticks = sessionTicks(start.at, until, deps.traded);
  const total = ticks.length;
  const bar = terminal.progress("Replaying", total);
  let done = 0;
  deps.onProgress({ done, total });
  try {
    for (const tick of ticks) {
      if (stopping.aborted) break;
      clock.set(tick);
      await deps.enqueueTick(tick);
      await deps.quiescent();
      // Stopped before the pipeline was quiescent: the tick is run again after the next start.
      if (stopping.aborted) break;
      // After every tick, so that a crash repeats the last one only, which its identity makes harmless.
      // An earlier tick would find a `last_order` from its future, and "once per candle" would repeat.
      await deps.remember({ ...start, at: tick, finished: false });
      done += 1;
      bar.update(done, toIso(tick));
      deps.onProgress({ done, total });
    }
  } finally {
    bar.stop();
  }
  return { ticks: done, finished: !stopping.aborted };
}

/** Runs a simulated market on: a tick every `intervalMs` of the machine's clock, from session
 *  to session. Ends when `stopping` aborts. */
export async function runOn(
  deps: Omit<ReplayDeps, "onProgress">,
  start: ReplayState,
  intervalMs: number,
  stopping: AbortSignal,
  onNextTick: (tick: Instant | null) => void,
): Promise<void> {
  let at = start.at;
  while (!stopping.aborted) {
    const tick = nextSessionTick(at, deps.traded);
    onNextTick(tick);
    if (tick === null) return;
    deps.clock.glide(tick, intervalMs);
    await deps.sleep(intervalMs, stopping);
    if (stopping.aborted) {
      // The market's time must not go back at the next start, and this tick was not run yet.
      const now = Math.min(deps.clock.now(), tick - 1);
      await deps.remember({ ...start, at: now, finished: true });
      return;
    }
    deps.clock.set(tick);
    await deps.enqueueTick(tick);
    await deps.remember({ ...start, at: tick, finished: true });
    at = tick;
  }
}
