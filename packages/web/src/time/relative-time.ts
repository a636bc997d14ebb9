import { DAY_SECONDS, HOUR_SECONDS, type Instant, MINUTE_SECONDS } from "@bellwether/core/time";

/** From this age on, a date is more useful. */
const DATE_AFTER_SECONDS = 7 * DAY_SECONDS;

/** Age of an instant at `asOf`: `now`, `12m ago`, `3h ago`, `2d ago`; null from seven days on
 *  and for the future, where the date is shown. Ages are truncated, not rounded: 59 minutes and
 *  59 seconds are `59m ago`. */
export function relativeTime(instant: Instant, asOf: Instant): string | null {
  const age = asOf - instant;
  if (age < 0 || age >= DATE_AFTER_SECONDS) return null;
  if (age < MINUTE_SECONDS) return "now";
  if (age < HOUR_SECONDS) return `${Math.floor(age / MINUTE_SECONDS)}m ago`;
  if (age < DAY_SECONDS) return `${Math.floor(age / HOUR_SECONDS)}h ago`;
  return `${Math.floor(age / DAY_SECONDS)}d ago`;
}
