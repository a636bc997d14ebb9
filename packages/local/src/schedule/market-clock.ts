import type { Instant, MarketNow, SystemNow } from "@bellwether/core/time";

/** The clock of a replayed or simulated market: it stands still or moves evenly towards an instant, and
 *  never goes back. */
export type ReplayClock = Readonly<{
  now: MarketNow;
  /** Stops at an instant. */
  set: (instant: Instant) => void;
  /** Moves evenly from now to `target`, reached after `durationMs` of the machine's clock. */
  glide: (target: Instant, durationMs: number) => void;
}>;

export function replayClock(start: Instant, systemNow: SystemNow): ReplayClock {
  let from = { instant: start, atMs: systemNow() };
  let target = { instant: start, atMs: systemNow() };
  let latest = start;
  const now = () => {
    const span = target.atMs - from.atMs;
    const part = span <= 0 ? 1 : Math.min(1, Math.max(0, (systemNow() - from.atMs) / span));
    latest = Math.max(latest, Math.floor(from.instant + part * (target.instant - from.instant)));
    return latest;
  };
  return {
    now,
    set(instant) {
      from = target = { instant, atMs: systemNow() };
    },
    glide(instant, durationMs) {
      const atMs = systemNow();
      from = { instant: now(), atMs };
      target = { instant, atMs: atMs + durationMs };
    },
  };
}

/** The clock of a live market: the wall clock. */
export const wallClock =
  (systemNow: SystemNow): MarketNow =>
  () =>
    Math.floor(systemNow() / 1_000);
