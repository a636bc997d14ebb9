import type { Session } from "@bellwether/core/market";
import type { Instant } from "@bellwether/core/time";

type Formats = Readonly<{
  /** `Mon, 23 Nov 2026, 10:01 CET`. */
  whole: (date: Date) => string;
  /** `10:01`. */
  clock: Intl.DateTimeFormat;
  /** `Mon, 23 Nov`. */
  day: Intl.DateTimeFormat;
}>;

/** Created once: creating a format takes a hundred times as long as using it. */
const EXCHANGE_TIME: Readonly<Record<Session, Formats>> = {
  eu: timeIn("Europe/Paris", "en-GB"),
  us: timeIn("America/New_York", "en-US"),
  always: timeIn("UTC", "en-GB"),
};

/** `zoneLanguage` is a language with a name for the zone: British English has `GMT-4` for New York. */
function timeIn(timeZone: string, zoneLanguage: string): Formats {
  const clock = { timeZone, hour: "2-digit", minute: "2-digit" } as const;
  const day = { timeZone, weekday: "short", day: "numeric", month: "short" } as const;
  const time = new Intl.DateTimeFormat("en-GB", { ...day, ...clock, year: "numeric" });
  const zone = new Intl.DateTimeFormat(zoneLanguage, { timeZone, timeZoneName: "short" });
  return {
    whole: (date) => {
      const name = zone.formatToParts(date).find(({ type }) => type === "timeZoneName");
      return `${time.format(date)} ${name?.value ?? timeZone}`;
    },
    clock: new Intl.DateTimeFormat("en-GB", clock),
    day: new Intl.DateTimeFormat("en-GB", day),
  };
}

/** `Mon, 23 Nov 2026, 10:01 CET`. */
export function exchangeTime(instant: Instant, session: Session): string {
  return EXCHANGE_TIME[session].whole(dateOf(instant));
}

/** `10:01`, beside another instant of the same day; else `Mon, 23 Nov, 10:01`. */
export function clockTime(instant: Instant, session: Session, beside: Instant): string {
  const { clock, day } = EXCHANGE_TIME[session];
  const time = clock.format(dateOf(instant));
  const date = day.format(dateOf(instant));
  return date === day.format(dateOf(beside)) ? time : `${date}, ${time}`;
}

function dateOf(instant: Instant): Date {
  return new Date(instant * 1_000);
}

/** `35 min`, `5 h`, `3 days`. */
export function duration(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}
