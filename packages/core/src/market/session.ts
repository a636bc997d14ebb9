import { dayOf, type EpochDay, isWeekend, startOfDay } from "../time/day.ts";
import { HALF_HOUR_SECONDS, HOUR_SECONDS, type Instant } from "../time/instant.ts";
import { type TimeZone, utcOffset } from "../time/zone.ts";
import { closingHour, exchangeOf, tradingDay } from "./exchange.ts";
import type { Instrument, Market } from "./instrument.ts";

/** The day of a market by the clock: whole hours from its opening, grouped into H4 blocks. */
export type SessionRule = Readonly<{
  zone: TimeZone;
  /** Seconds after local midnight at which the first hour begins. */
  opensAt: number;
  hours: number;
  /** The H4 blocks, in hours from the opening. */
  blocks: readonly Readonly<{ from: number; to: number }>[];
  weekends: boolean;
}>;

/** EU: nine hours from 09:00 Paris. US: seven hours from 09:30 New York; what the feed has after
 *  16:00 belongs to the last one. Always: the 24 hours of the UTC day.
 *  Source: the reference's markets, with the last hour counted in full. */
export const SESSION_RULES: Readonly<Record<Market, SessionRule>> = {
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

/** The instant a market's session of a day begins. The local and the UTC day are the same day:
 *  no session reaches midnight in either. */
export function openingOf(rule: SessionRule, day: EpochDay): Instant {
  return startOfDay(day) + rule.opensAt - utcOffset(rule.zone, day);
}

/** Whether a market is in session at an instant, by the clock alone: holidays are not looked at. */
export function isInSession(market: Market, instant: Instant): boolean {
  const day = dayOf(instant);
  const rule = SESSION_RULES[market];
  if (!rule.weekends && isWeekend(day)) return false;
  const opening = openingOf(rule, day);
  return instant >= opening && instant < opening + rule.hours * HOUR_SECONDS;
}

/** Whose clock a workflow lives by. As the reference: the flag or the order instrument's exchange
 *  says US; the index code is not looked at. */
export function marketOf(
  workflow: Readonly<{ is_us: boolean; cfd: string }>,
  instrument?: Instrument,
): Market {
  if (instrument?.market === "always") return "always";
  return workflow.is_us || /:(xnys|xnas|xase)$/i.test(workflow.cfd) ? "us" : "eu";
}

/** Whether a run evaluates an instrument at a tick: while its market is in session, and once more
 *  in the half-hour after, when the session's last candles exist.
 *  The session ends with the clock hour in which the exchange closes, also on a half day. */
export function isTickDue(
  instrument: { readonly market: Market; readonly code: string },
  tick: Instant,
): boolean {
  if (instrument.market === "always") return true;
  const day = dayOf(tick);
  const rule = SESSION_RULES[instrument.market];
  const exchange = exchangeOf(instrument.code, instrument.market);
  const kind = tradingDay(exchange, day);
  if (kind === "closed") return false;
  const opening = openingOf(rule, day);
  const hours = kind === "full" ? rule.hours : closingHour(exchange);
  return tick >= opening && tick < opening + hours * HOUR_SECONDS + HALF_HOUR_SECONDS;
}
