import {
  DAY_SECONDS,
  fromIso,
  fromIsoDate,
  HOUR_SECONDS,
  type Instant,
  MINUTE_SECONDS,
  startOfDay,
} from "@bellwether/core/time";
import { InvalidArgumentError } from "commander";

/** Parsers of option values. Commander reports the error with the option's name. */
export function parseInstant(text: string): Instant {
  return instantOf(text, fromIso, "an instant such as 2024-05-02T07:00:00Z");
}

const DAY_OR_INSTANT = "a day such as 2024-05-02, or an instant such as 2024-05-02T07:00:00Z";

/** The start of a period: an instant, or the beginning of a day. Every session lies within the UTC
 *  day of its date, so a day means the same for each market. */
export function parseStart(text: string): Instant {
  return instantOf(text, (given) => dayOf(given) ?? fromIso(given), DAY_OR_INSTANT);
}

/** The end of a period: an instant, or the last second of a day. */
export function parseEnd(text: string): Instant {
  return instantOf(text, lastInstantOf, DAY_OR_INSTANT);
}

function lastInstantOf(text: string): Instant {
  const begin = dayOf(text);
  return begin === null ? fromIso(text) : begin + DAY_SECONDS - 1;
}

function dayOf(text: string): Instant | null {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? startOfDay(fromIsoDate(text)) : null;
}

function instantOf(text: string, read: (text: string) => Instant, wanted: string): Instant {
  try {
    return read(text);
  } catch {
    throw new InvalidArgumentError(`It must be ${wanted}.`);
  }
}

export function parseCount(text: string): number {
  const count = Number(text);
  if (!/^[1-9]\d{0,4}$/.test(text)) {
    throw new InvalidArgumentError("It must be a whole number from 1 to 99999.");
  }
  return count;
}

const UNIT_SECONDS: Readonly<Record<string, number>> = {
  m: MINUTE_SECONDS,
  h: HOUR_SECONDS,
  d: DAY_SECONDS,
};

/** A duration such as `90m`, `2h` or `3d`, in seconds. */
export function parseDuration(text: string): number {
  const [, count = "", unit = ""] = /^([1-9]\d{0,4})([mhd])$/.exec(text) ?? [];
  const seconds = UNIT_SECONDS[unit];
  if (seconds === undefined) {
    throw new InvalidArgumentError("It must be a duration such as 90m, 2h or 3d.");
  }
  return Number(count) * seconds;
}
