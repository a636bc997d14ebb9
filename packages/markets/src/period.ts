import type { Horizon } from "@bellwether/core/market";
import { DAY_SECONDS, HALF_HOUR_SECONDS, type Instant, WEEK_SECONDS } from "@bellwether/core/time";

/** In seconds. */
export const HORIZON_SECONDS: Readonly<Record<Horizon, number>> = {
  half_hour: HALF_HOUR_SECONDS,
  daily: DAY_SECONDS,
  weekly: WEEK_SECONDS,
};

/** The end of a row's period. A day ends at midnight UTC, not with the session: trading outside the
 *  session may still change a feed's daily bar. */
export function periodEnd(start: Instant, horizon: Horizon): Instant {
  return start + HORIZON_SECONDS[horizon];
}
