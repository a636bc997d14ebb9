import { isTickDue, type Traded } from "@bellwether/core/market";
import { DAY_SECONDS, HALF_HOUR_SECONDS, type Instant, tickAfter } from "@bellwether/core/time";

/** Slightly less than decisions are kept, because the market's clock advances meanwhile. */
const KEPT_SECONDS = 30 * DAY_SECONDS - HALF_HOUR_SECONDS;

/** The ticks of the last thirty days at which a run evaluated the instrument, oldest first. */
export function earlierTicks(traded: Traded, asOf: Instant): readonly Instant[] {
  const ticks: Instant[] = [];
  for (let tick = tickAfter(asOf - KEPT_SECONDS); tick <= asOf; tick += HALF_HOUR_SECONDS) {
    if (isTickDue(traded, tick)) ticks.push(tick);
  }
  return ticks;
}

/** The place of the newest tick at or before an instant; the number of ticks for now (null). */
export function placeOf(ticks: readonly Instant[], at: Instant | null): number {
  if (at === null) return ticks.length;
  return Math.max(
    0,
    ticks.findLastIndex((tick) => tick <= at),
  );
}
