export type { MarketNow, Sleep, SystemNow } from "./clock.ts";
export {
  dayOf,
  type EpochDay,
  fromIsoDate,
  isWeekend,
  mondayOf,
  startOfDay,
  toIsoDate,
  weekdayOf,
} from "./day.ts";
export {
  DAY_SECONDS,
  fromIso,
  HALF_HOUR_SECONDS,
  HOUR_SECONDS,
  type Instant,
  instantSchema,
  isoInstantSchema,
  MINUTE_SECONDS,
  toIso,
  WEEK_SECONDS,
} from "./instant.ts";
export {
  MAX_LATENESS_SECONDS,
  TICK_OFFSET_SECONDS,
  tickAfter,
  tickAtOrBefore,
} from "./schedule.ts";
