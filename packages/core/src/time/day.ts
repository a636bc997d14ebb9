import { DAY_SECONDS, type Instant } from "./instant.ts";

/** A calendar day as a count of days since 1970-01-01. Its arithmetic involves no time zone. */
export type EpochDay = number;

/** The UTC day of an instant. */
export function dayOf(instant: Instant): EpochDay {
  return Math.floor(instant / DAY_SECONDS);
}

/** Midnight UTC at the start of the day. */
export function startOfDay(day: EpochDay): Instant {
  return day * DAY_SECONDS;
}

/** 0 is Monday, 6 is Sunday. */
export function weekdayOf(day: EpochDay): number {
  // 1970-01-01 was a Thursday.
  return (((day + 3) % 7) + 7) % 7;
}

export function isWeekend(day: EpochDay): boolean {
  return weekdayOf(day) > 4;
}

/** The Monday of the day's ISO week. */
export function mondayOf(day: EpochDay): EpochDay {
  return day - weekdayOf(day);
}

/** `2026-11-23`. */
export function toIsoDate(day: EpochDay): string {
  return new Date(day * DAY_SECONDS * 1_000).toISOString().slice(0, 10);
}

/** Parses `YYYY-MM-DD`. Throws `RangeError` for a day that does not exist. */
export function fromIsoDate(date: string): EpochDay {
  const milliseconds = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : NaN;
  const day = milliseconds / (DAY_SECONDS * 1_000);
  if (Number.isNaN(day) || toIsoDate(day) !== date) throw new RangeError(`not a day: ${date}`);
  return day;
}

/** The day of a Gregorian year, month (1 to 12) and day of the month. */
export function dayFrom(year: number, month: number, dayOfMonth: number): EpochDay {
  return Date.UTC(year, month - 1, dayOfMonth) / (DAY_SECONDS * 1_000);
}
