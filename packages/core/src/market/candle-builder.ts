import { dayOf, isWeekend } from "../time/day.ts";
import { HOUR_SECONDS, type Instant } from "../time/instant.ts";
import type { Candle } from "./candle.ts";
import type { Market } from "./instrument.ts";
import { openingOf, SESSION_RULES } from "./session.ts";
import type { UnitTime } from "./unit-time.ts";

/** The unit times that half-hours can be built into. */
export type BuiltUnitTime = "h1" | "h4" | "daily";

export function isBuiltUnitTime(ut: UnitTime): ut is BuiltUnitTime {
  return ut === "h1" || ut === "h4" || ut === "daily";
}

/** Builds candles by the clock from half-hour rows, oldest first.
 *
 *  A candle covers the rows that traded within its period: open of the first, close of the last,
 *  extremes of all. A period without rows gives none, so half days, holidays and missing rows need
 *  no special case. It is stamped with the start of the first hour that traded, and it exists once
 *  its period has ended at the tick, never before. Rows outside the session are left out. */
export function buildCandles(
  rows: readonly Candle[],
  market: Market,
  ut: BuiltUnitTime,
  tick: Instant,
): Candle[] {
  const rule = SESSION_RULES[market];
  const candles: Candle[] = [];
  let day = Number.NaN;
  let opening = 0;
  let period = -1;
  let open: { -readonly [Field in keyof Candle]: Candle[Field] } | null = null;

  for (const row of rows) {
    const rowDay = dayOf(row.start);
    if (rowDay !== day) {
      day = rowDay;
      opening = openingOf(rule, day);
      period = -1;
    }
    if (!rule.weekends && isWeekend(day)) continue;
    const hour = Math.floor((row.start - opening) / HOUR_SECONDS);
    if (hour < 0 || hour >= rule.hours) continue;

    const rowPeriod = ut === "h1" ? hour : ut === "h4" ? (rule.blockOfHour[hour] ?? 0) : 0;
    if (rowPeriod !== period || open === null) {
      const endHour =
        ut === "h1" ? hour + 1 : ut === "h4" ? (rule.blockEnd[rowPeriod] ?? 0) : rule.hours;
      if (opening + endHour * HOUR_SECONDS > tick) break;
      period = rowPeriod;
      open = { ...row, start: opening + hour * HOUR_SECONDS };
      candles.push(open);
      continue;
    }
    if (row.high > open.high) open.high = row.high;
    if (row.low < open.low) open.low = row.low;
    open.close = row.close;
  }
  return candles;
}

/** One candle of several: open and start of the first, close of the last, extremes of all.
 *  Null for no candles. */
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
