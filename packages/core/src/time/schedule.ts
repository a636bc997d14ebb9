import { HALF_HOUR_SECONDS, type Instant, MINUTE_SECONDS } from "./instant.ts";

/** Runs are due at 1 and 31 past the hour, every day, UTC: a minute after a half-hour has
 *  closed. */
export const TICK_OFFSET_SECONDS = MINUTE_SECONDS;

/** A tick evaluated later than this counts as a missed run: its signals would be too old. */
export const MAX_LATENESS_SECONDS = 25 * MINUTE_SECONDS;

/** The first tick after an instant. */
export function tickAfter(instant: Instant): Instant {
  const halfHours = Math.floor((instant - TICK_OFFSET_SECONDS) / HALF_HOUR_SECONDS) + 1;
  return halfHours * HALF_HOUR_SECONDS + TICK_OFFSET_SECONDS;
}

/** The last tick at or before an instant. */
export function tickAtOrBefore(instant: Instant): Instant {
  return tickAfter(instant) - HALF_HOUR_SECONDS;
}
