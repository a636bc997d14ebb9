import { isTickDue, type Traded } from "@bellwether/core/market";
import { DAY_SECONDS, HALF_HOUR_SECONDS, type Instant, tickAfter } from "@bellwether/core/time";

/** More than any closure: Christmas with a weekend is four days. */
const MAX_CLOSURE_SECONDS = 14 * DAY_SECONDS;

/** The next tick at which any of the instruments is evaluated: a replay skips nights, weekends and
 *  holidays. Null when there is none within two weeks, or nothing is traded. */
export function nextSessionTick(after: Instant, traded: readonly Traded[]): Instant | null {
  const first = tickAfter(after);
  for (let tick = first; tick < first + MAX_CLOSURE_SECONDS; tick += HALF_HOUR_SECONDS) {
    if (traded.some((instrument) => isTickDue(instrument, tick))) return tick;
  }
  return null;
}

/** The session ticks after `from` and up to `to`. */
export function sessionTicks(from: Instant, to: Instant, traded: readonly Traded[]): Instant[] {
  const ticks: Instant[] = [];
  for (
    let tick = nextSessionTick(from, traded);
    tick !== null && tick <= to;
    tick = nextSessionTick(tick, traded)
  ) {
    ticks.push(tick);
  }
  return ticks;
}
