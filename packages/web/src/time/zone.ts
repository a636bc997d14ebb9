import { SESSION_RULES, type Session, type UnitTime } from "@bellwether/core/market";
import { fromIso, type Instant } from "@bellwether/core/time";
import { DATE_LOCALE } from "../ui/locale.ts";

export const ZONE_CHOICES = ["exchange", "utc", "local"] as const;
/** The time zone of displayed times. */
export type ZoneChoice = (typeof ZONE_CHOICES)[number];

/** The IANA zone of a choice; undefined means the browser's zone. */
export function zoneOf(choice: ZoneChoice, session: Session): string | undefined {
  if (choice === "local") return undefined;
  return choice === "utc" ? "UTC" : SESSION_RULES[session].zone;
}

/** The time zone for candles of a unit time. Candles of a day or longer belong to an exchange
 *  day, whatever the reader's zone: the UTC day of their start, because weeks begin at midnight
 *  UTC and no session crosses it. */
export function candleZone(ut: UnitTime, choice: ZoneChoice, session: Session): string | undefined {
  return isIntraday(ut) ? zoneOf(choice, session) : "UTC";
}

/** The start of a candle: the minute, or the day if it spans a day or more. */
export function candleTime(start: Instant, ut: UnitTime, zone: string | undefined): string {
  return isIntraday(ut) ? shortTime(start, zone) : dayName(start, zone);
}

export function isIntraday(ut: UnitTime): boolean {
  return ut !== "daily" && ut !== "weekly" && ut !== "monthly";
}

/** The zone's label for columns and clocks: `Paris`, `New York`, `UTC`, `local`. */
export function zoneName(choice: ZoneChoice, session: Session): string {
  const zone = zoneOf(choice, session);
  if (zone === undefined) return "local";
  return zone.slice(zone.lastIndexOf("/") + 1).replaceAll("_", " ");
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(
  instant: Instant,
  key: string,
  options: Intl.DateTimeFormatOptions,
  zone: string | undefined,
): string {
  const id = `${key} ${zone ?? ""}`;
  let known = formats.get(id);
  if (known === undefined) {
    known = new Intl.DateTimeFormat(
      DATE_LOCALE,
      zone === undefined ? options : { ...options, timeZone: zone },
    );
    formats.set(id, known);
  }
  return known.format(instant * 1_000);
}

/** Day and minute, for tables. Without the year, because orders live for seven days. */
export function shortTime(instant: Instant, zone: string | undefined): string {
  const options = { day: "2-digit", month: "short", hour: "2-digit", minute: "2-digit" } as const;
  return format(instant, "short", { ...options, hourCycle: "h23" }, zone);
}

/** A text with its UTC times (`2026-09-18T16:01:00Z`) as times of the zone. */
export function withLocalTimes(text: string, zone: string | undefined): string {
  return text.replaceAll(/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z/g, (utc) =>
    shortTime(fromIso(utc), zone),
  );
}

/** Labels of a time axis: the minute, the day, the year. */
export function clockTime(instant: Instant, zone: string | undefined): string {
  const options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  return format(instant, "clock", options, zone);
}

export function dayAndMonth(instant: Instant, zone: string | undefined): string {
  return format(instant, "day and month", { day: "numeric", month: "short" }, zone);
}

export function yearName(instant: Instant, zone: string | undefined): string {
  return format(instant, "year", { year: "numeric" }, zone);
}

/** Day, minute and year, for times that may be years old. */
export function datedTime(instant: Instant, zone: string | undefined): string {
  return `${dayName(instant, zone)}, ${clockTime(instant, zone)}`;
}

/** With seconds, year and the zone's name, to be unambiguous. */
export function exactTime(instant: Instant, zone: string | undefined): string {
  return format(
    instant,
    "exact",
    {
      weekday: "short",
      day: "2-digit",
      month: "short",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
      timeZoneName: "short",
    },
    zone,
  );
}

/** To the millisecond, for the hops of a trace: `10:01:02.345`. */
export function preciseTime(instant: Instant, zone: string | undefined): string {
  const options = { hour: "2-digit", minute: "2-digit", second: "2-digit" } as const;
  const precise = { ...options, fractionalSecondDigits: 3, hourCycle: "h23" } as const;
  return format(instant, "precise", precise, zone);
}

/** Time in the browser's zone, to the second, for events in this browser. */
export function wallTime(instant: Instant): string {
  const options = { hour: "2-digit", minute: "2-digit", second: "2-digit" } as const;
  return format(instant, "wall", { ...options, hourCycle: "h23" }, undefined);
}

/** The calendar day alone. */
export function dayName(instant: Instant, zone: string | undefined): string {
  return format(instant, "day", { day: "2-digit", month: "short", year: "numeric" }, zone);
}

/** A calendar day without a time zone, such as an end date: `2026-11-23`. */
export function calendarDay(isoDate: string): string {
  return dayName(Date.parse(`${isoDate}T00:00:00Z`) / 1_000, "UTC");
}
