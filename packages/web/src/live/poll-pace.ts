/** Without events: poll fast for a short time after a tick, because a run's orders appear within
 *  seconds, and slowly otherwise. */
const AFTER_TICK_MS = 2_000;
const AFTER_TICK_FOR_SECONDS = 30;
export const SELDOM_MS = 60_000;

/** Milliseconds until the next poll. `clock` is the market's, in epoch seconds; `nextTick` is
 *  the next tick as of the last poll, null if there is none. `isAccelerated`: a replayed or simulated
 *  market, in which hours pass within seconds. */
export function pollPaceMs(state: {
  readonly clock: number;
  readonly nextTick: number | null;
  readonly lastTick: number | null;
  readonly isAccelerated: boolean;
}): number {
  const { clock, nextTick, lastTick } = state;
  if (state.isAccelerated) return AFTER_TICK_MS;
  const isAfter = (tick: number | null) =>
    tick !== null && clock >= tick && clock < tick + AFTER_TICK_FOR_SECONDS;
  if (isAfter(nextTick) || isAfter(lastTick)) return AFTER_TICK_MS;
  if (nextTick === null || clock > nextTick) return SELDOM_MS;
  return Math.max(AFTER_TICK_MS, Math.min(SELDOM_MS, (nextTick - clock) * 1_000));
}
