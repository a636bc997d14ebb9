/** Arbitrary candles for property tests. Prices have at most four decimals, as in real feeds. */
import * as fc from "fast-check";
import { isWeekend } from "../time/day.ts";
import { HALF_HOUR_SECONDS, HOUR_SECONDS } from "../time/instant.ts";
import type { Candle } from "./candle.ts";
import type { Session } from "./instrument.ts";
import { openingOf, SESSION_RULES } from "./session.ts";

const price = fc.integer({ min: 100_000, max: 9_999_999 }).map((units) => units / 100);

/** One candle at `start`. Its high and low enclose its open and close. */
function candleAt(start: number): fc.Arbitrary<Candle> {
  return fc
    .record({ open: price, close: price, above: price, below: price })
    .map(({ open, close, above, below }) => ({
      start,
      open,
      high: Math.max(open, close, above),
      low: Math.min(open, close, below),
      close,
    }));
}

/** Hourly candles, oldest first. */
export function candles(minLength: number, maxLength = minLength): fc.Arbitrary<Candle[]> {
  return fc
    .integer({ min: minLength, max: maxLength })
    .chain((length) =>
      fc.tuple(...Array.from({ length }, (_, index) => candleAt(index * HOUR_SECONDS))),
    );
}

/** A trend with noise: each close moves by at most a percent. Oldest first. */
export function walk(length: number): fc.Arbitrary<Candle[]> {
  const step = fc.integer({ min: -100, max: 110 });
  return fc
    .array(fc.tuple(step, step, step), { minLength: length, maxLength: length })
    .map((steps) => {
      let close = 1_000;
      return steps.map(([move, up, down], index) => {
        const open = close;
        close = Math.round(close * (1 + move / 10_000) * 100) / 100;
        const high = Math.max(open, close) + Math.abs(up) / 100;
        const low = Math.min(open, close) - Math.abs(down) / 100;
        return { start: index * HOUR_SECONDS, open, high, low, close };
      });
    });
}

/** Half-hours of several days, inside the session and around it as a feed has them, with some
 *  missing. Oldest first. */
export function halfHours(
  session: Session,
  firstDay: number,
  days: number,
): fc.Arbitrary<Candle[]> {
  const rule = SESSION_RULES[session];
  const starts: number[] = [];
  for (let day = firstDay; day < firstDay + days; day += 1) {
    if (isWeekend(day) && !rule.weekends) continue;
    for (let half = -2; half < rule.hours * 2 + 2; half += 1) {
      starts.push(openingOf(rule, day) + half * HALF_HOUR_SECONDS);
    }
  }
  const unique = [...new Set(starts)].toSorted((a, b) => a - b);
  return fc
    .tuple(...unique.map((start) => fc.tuple(candleAt(start), fc.integer({ min: 0, max: 9 }))))
    .map((rows) => rows.flatMap(([row, chance]) => (chance === 0 ? [] : [row])));
}
