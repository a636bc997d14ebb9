import type { Horizon } from "@bellwether/core/market";
import { DAY_SECONDS, HALF_HOUR_SECONDS, type Instant, WEEK_SECONDS } from "@bellwether/core/time";

/** The length of a row's period, in seconds. */
export const HORIZON_SECONDS: Readonly<Record<Horizon, number>> = {
  half_hour: HALF_HOUR_SECONDS,
  daily: DAY_SECONDS,
  weekly: WEEK_SECONDS,
};

/** When the period of a row is over. A day is over at midnight UTC, not with the session: what
 *  trades out of hours may still move a feed's bar of the day. */
export function periodEnd(start: Instant, horizon: Horizon): Instant {
  return start + HORIZON_SECONDS[horizon];
}
