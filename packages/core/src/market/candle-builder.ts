import { dayOf, isWeekend, mondayOf, startOfDay } from "../time/day.ts";
import { HOUR_SECONDS, type Instant } from "../time/instant.ts";
import type { Candle } from "./candle.ts";
import type { Session } from "./instrument.ts";
import { openingOf, SESSION_RULES, type SessionRule } from "./session.ts";
import type { UnitTime } from "./unit-time.ts";

/** The unit times that are built from half-hours. */
export type BuiltUnitTime = "h1" | "h4" | "daily";

export function isBuiltUnitTime(ut: UnitTime): ut is BuiltUnitTime {
  return ut === "h1" || ut === "h4" || ut === "daily";
}

/** Builds candles from half-hour rows, by the clock. Rows and candles oldest first. Returns at most
 *  the newest `count`.
 *
 *  A candle covers the rows within its period: open of the first, close of the last, highest high
 *  and lowest low. A period without rows gives no candle, so half days, holidays and missing rows
 *  need no special case. The candle's start is the start of the first hour that traded. It exists
 *  only once its period has ended at the tick. Rows outside the session are left out.
 *
 *  Reads the rows from the newest back, and stops once it has the candles. */
export function buildCandles(
  rows: readonly Candle[],
  session: Session,
  ut: BuiltUnitTime,
  tick: Instant,
  count: number = Number.POSITIVE_INFINITY,
): Candle[] {
  const rule = SESSION_RULES[session];
  const newestFirst: Candle[] = [];
  let index = rows.length - 1;
  while (index >= 0 && newestFirst.length < count) {
    const newest = rows[index] as Candle;
    const span = periodAt(rule, ut, newest.start);
    if (span === null || span.end > tick) {
      index -= 1;
      continue;
    }
    let { high, low } = newest;
    let first = newest;
    for (index -= 1; index >= 0; index -= 1) {
      const row = rows[index] as Candle;
      if (row.start < span.start) break;
      if (row.high > high) high = row.high;
      if (row.low < low) low = row.low;
      first = row;
    }
    const start = first.start - ((first.start - span.start) % HOUR_SECONDS);
    newestFirst.push({ start, open: first.open, high, low, close: newest.close });
  }
  return newestFirst.toReversed();
}

/** The period of the session that contains an instant, end exclusive; null outside the session. */
function periodAt(
  rule: SessionRule,
  ut: BuiltUnitTime,
  instant: Instant,
): { readonly start: Instant; readonly end: Instant } | null {
  const day = dayOf(instant);
  if (!rule.weekends && isWeekend(day)) return null;
  const opening = openingOf(rule, day);
  const hour = Math.floor((instant - opening) / HOUR_SECONDS);
  if (hour < 0 || hour >= rule.hours) return null;
  const [from, to] = hoursOf(rule, ut, hour);
  return { start: opening + from * HOUR_SECONDS, end: opening + to * HOUR_SECONDS };
}

/** The start of the candle that contains an instant, even if the candle is not complete. Null
 *  outside the session, and for a unit time that is not built from half-hours. */
export function candleStartAt(session: Session, ut: UnitTime, instant: Instant): Instant | null {
  if (ut === "weekly") return startOfDay(mondayOf(dayOf(instant)));
  return isBuiltUnitTime(ut)
    ? (periodAt(SESSION_RULES[session], ut, instant)?.start ?? null)
    : null;
}

/** The end of the candle that starts at `start`. Null for a start outside the session or a unit
 *  time that is not built from half-hours. A week ends with the session of its last weekday. */
export function candleEnd(session: Session, ut: UnitTime, start: Instant): Instant | null {
  const rule = SESSION_RULES[session];
  if (isBuiltUnitTime(ut)) return periodAt(rule, ut, start)?.end ?? null;
  if (ut !== "weekly") return null;
  const lastDay = mondayOf(dayOf(start)) + (rule.weekends ? 6 : 4);
  return openingOf(rule, lastDay) + rule.hours * HOUR_SECONDS;
}

/** Start and end of the candle that contains an hour, in hours from the opening. */
function hoursOf(rule: SessionRule, ut: BuiltUnitTime, hour: number): readonly [number, number] {
  if (ut === "h1") return [hour, hour + 1];
  if (ut === "daily") return [0, rule.hours];
  const block = rule.blocks.find(({ to }) => hour < to);
  return block === undefined ? [hour, hour + 1] : [block.from, block.to];
}

/** Merges candles: open and start of the first, close of the last, highest high and lowest low.
 *  Null without candles. */
export function mergeCandles(candles: readonly Candle[]): Candle | null {
  const first = candles[0];
  const last = candles.at(-1);
  if (first === undefined || last === undefined) return null;
  return {
    start: first.start,
    open: first.open,
    high: Math.max(...candles.map((candle) => candle.high)),
    low: Math.min(...candles.map((candle) => candle.low)),
    close: last.close,
  };
}
