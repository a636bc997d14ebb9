import { dayOf, type EpochDay, isWeekend, startOfDay } from "../time/day.ts";
import { HALF_HOUR_SECONDS, HOUR_SECONDS, type Instant } from "../time/instant.ts";
import { TICK_OFFSET_SECONDS } from "../time/schedule.ts";
import { type TimeZone, utcOffset } from "../time/zone.ts";
import { EXCHANGES, exchangeOf, namedExchange, sessionOfExchange } from "./exchange.ts";
import type { Instrument, Session } from "./instrument.ts";
import { tradingDay } from "./trading-day.ts";

/** A session by the clock: whole hours from its opening, grouped into H4 blocks. */
export type SessionRule = Readonly<{
  zone: TimeZone;
  /** Seconds after local midnight at which the first hour begins. */
  opensAt: number;
  hours: number;
  /** The H4 blocks, in hours from the opening. */
  blocks: readonly Readonly<{ from: number; to: number }>[];
  weekends: boolean;
}>;

/** EU: nine hours from 09:00 Paris. US: seven hours from 09:30 New York; rows after 16:00 belong to
 *  the last hour. Always: the 24 hours of the UTC day. Source: the reference's sessions, with the
 *  last hour counted in full. */
export const SESSION_RULES: Readonly<Record<Session, SessionRule>> = {
  eu: sessionRule("Europe/Paris", 9 * HOUR_SECONDS, [3, 4, 2], false),
  us: sessionRule("America/New_York", 9.5 * HOUR_SECONDS, [4, 3], false),
  always: sessionRule("UTC", 0, [4, 4, 4, 4, 4, 4], true),
};

function sessionRule(
  zone: TimeZone,
  opensAt: number,
  blockHours: readonly number[],
  weekends: boolean,
): SessionRule {
  const blocks = blockHours.map((hours, block) => {
    const from = blockHours.slice(0, block).reduce((sum, each) => sum + each, 0);
    return { from, to: from + hours };
  });
  return { zone, opensAt, hours: blocks.at(-1)?.to ?? 0, blocks, weekends };
}

/** The instant a day's session opens. The local day and the UTC day are the same, because no
 *  session reaches midnight in either. */
export function openingOf(rule: SessionRule, day: EpochDay): Instant {
  return startOfDay(day) + rule.opensAt - utcOffset(rule.zone, day);
}

/** Whether an instant is within the session, by the clock alone: holidays are ignored. */
export function isInSession(session: Session, instant: Instant): boolean {
  const day = dayOf(instant);
  const rule = SESSION_RULES[session];
  if (!rule.weekends && isWeekend(day)) return false;
  const opening = openingOf(rule, day);
  return instant >= opening && instant < opening + rule.hours * HOUR_SECONDS;
}

/** The session a workflow is evaluated in: that of its order instrument, if the market provides it.
 *  Otherwise as in the reference: US by the flag or by the exchange in the code. The index
 *  instrument is ignored. */
export function sessionOf(
  workflow: Readonly<{ is_us: boolean; cfd: string }>,
  instrument?: Pick<Instrument, "market">,
): Session {
  if (instrument?.market !== undefined) return instrument.market;
  return workflow.is_us || hasUsSuffix(workflow.cfd) ? "us" : "eu";
}

function hasUsSuffix(code: string): boolean {
  const exchange = code.includes(":") ? namedExchange(code) : undefined;
  return exchange !== undefined && sessionOfExchange(exchange) === "us";
}

/** Why a workflow's `is_us` contradicts the session of its order instrument; null if it does not.
 *  An exchange in the code takes precedence over the flag. */
export function sessionConflict(
  { is_us, cfd }: Readonly<{ is_us: boolean; cfd: string }>,
  { market }: Pick<Instrument, "market">,
): string | null {
  if (market === "eu" && is_us) return `${cfd} trades in European hours: is_us must be false`;
  if (market === "us" && !is_us && !hasUsSuffix(cfd))
    return `${cfd} trades in New York hours: is_us must be true`;
  return null;
}

/** Whether a run evaluates an instrument at a tick: while its session is open, and once more in the
 *  half-hour after, when the session's last candles are complete. The session ends with the clock
 *  hour in which the exchange closes, also on a half day. */
export function isTickDue(instrument: Traded, tick: Instant): boolean {
  if (instrument.session === "always") return true;
  const span = sessionSpan(instrument.session, instrument.code, dayOf(tick));
  return span !== null && tick >= span.open && tick < span.close + HALF_HOUR_SECONDS;
}

/** An instrument and the session it is evaluated in. */
export type Traded = Readonly<{ session: Session; code: string }>;

/** From the opening of a day's session to the end of the clock hour in which the exchange closes.
 *  Null on a day without trading. */
export function sessionSpan(
  session: Exclude<Session, "always">,
  code: string,
  day: EpochDay,
): Readonly<{ open: Instant; close: Instant }> | null {
  const exchange = exchangeOf(code, session);
  const kind = tradingDay(exchange, day);
  if (kind === "closed") return null;
  const rule = SESSION_RULES[session];
  const open = openingOf(rule, day);
  const traded = EXCHANGES[exchange].half - rule.opensAt;
  const hours = kind === "full" ? rule.hours : Math.ceil(traded / HOUR_SECONDS);
  return { open, close: open + hours * HOUR_SECONDS };
}

/** The end of the last half-hour that ended at least a minute ago, so that the feed has published
 *  it. */
export function lastHalfHourEnd(tick: Instant): Instant {
  const published = tick - TICK_OFFSET_SECONDS;
  return published - (published % HALF_HOUR_SECONDS);
}

/** No exchange is closed for longer than this. */
const LONGEST_CLOSURE_DAYS = 15;

/** The start of the newest half-hour that a feed should have at a tick: the last one that lies
 *  fully within trading and ended at least a minute ago. A feed with neither it nor a later one is
 *  late or has stopped. In the first half-hour of a session it is the last half-hour of the trading
 *  day before. Null if the calendar has no trading day within two weeks. */
export function dueHalfHour({ session, code }: Traded, tick: Instant): Instant | null {
  const ended = lastHalfHourEnd(tick);
  if (session === "always") return ended - HALF_HOUR_SECONDS;
  const rule = SESSION_RULES[session];
  const exchange = exchangeOf(code, session);
  for (let day = dayOf(tick); day > dayOf(tick) - LONGEST_CLOSURE_DAYS; day -= 1) {
    const kind = tradingDay(exchange, day);
    if (kind === "closed") continue;
    const open = openingOf(rule, day);
    const closing = open - rule.opensAt + EXCHANGES[exchange][kind];
    const end = Math.min(ended, closing - (closing % HALF_HOUR_SECONDS));
    if (end > open) return end - HALF_HOUR_SECONDS;
  }
  return null;
}
