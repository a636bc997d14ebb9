import type { EpochDay } from "./day.ts";
import { DAY_SECONDS } from "./instant.ts";

/** The time zones of the sessions. */
export type TimeZone = "Europe/Paris" | "America/New_York" | "UTC";

const formats = new Map<TimeZone, Intl.DateTimeFormat>();
const offsets = new Map<TimeZone, Map<EpochDay, number>>();

/** Offset of local time from UTC, in seconds, at noon UTC of a day. Both zones change their clocks
 *  on a Sunday night, so a trading day has a single offset. Source: the runtime's IANA time zone
 *  data. */
export function utcOffset(zone: TimeZone, day: EpochDay): number {
  if (zone === "UTC") return 0;
  const known = cacheOf(zone);
  const cached = known.get(day);
  if (cached !== undefined) return cached;
  const offset = readOffset(zone, day);
  known.set(day, offset);
  return offset;
}

function cacheOf(zone: TimeZone): Map<EpochDay, number> {
  const existing = offsets.get(zone);
  if (existing !== undefined) return existing;
  const created = new Map<EpochDay, number>();
  offsets.set(zone, created);
  return created;
}

function readOffset(zone: TimeZone, day: EpochDay): number {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      hour: "2-digit",
      minute: "2-digit",
    });
    formats.set(zone, format);
  }
  const [hours, minutes] = format.format(day * DAY_SECONDS * 1_000 + 43_200_000).split(":");
  return (Number(hours) - 12) * 3_600 + Number(minutes) * 60;
}
