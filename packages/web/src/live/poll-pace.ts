/** Without events: the orders of a run appear within seconds of its tick, and seldom otherwise. */
const AFTER_TICK_MS = 2_000;
const AFTER_TICK_FOR_SECONDS = 30;
export const SELDOM_MS = 60_000;

/** How long to wait for the next look, at `clock` of the market, epoch seconds. `nextTick` is the next
 *  tick that was known at the last look; null when none will come. While a replay catches up there is
 *  something new all the time. */
export function pollPaceMs(state: {
  readonly clock: number;
  readonly nextTick: number | null;
  readonly lastTick: number | null;
  readonly isReplaying: boolean;
}): number {
  const { clock, nextTick, lastTick } = state;
  if (state.isReplaying) return AFTER_TICK_MS;
  const isAfter = (tick: number | null) =>
    tick !== null && clock >= tick && clock < tick + AFTER_TICK_FOR_SECONDS;
  if (isAfter(nextTick) || isAfter(lastTick)) return AFTER_TICK_MS;
  if (nextTick === null || clock > nextTick) return SELDOM_MS;
  return Math.max(AFTER_TICK_MS, Math.min(SELDOM_MS, (nextTick - clock) * 1_000));
}
