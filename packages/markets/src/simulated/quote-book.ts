import type { Candle, Instrument } from "@bellwether/core/market";
import { dayOf, type EpochDay, HALF_HOUR_SECONDS, type Instant } from "@bellwether/core/time";
import { type DayBook, dailyCandle } from "../day-book.ts";
import type { Quote } from "./catalogue.ts";
import { chanceOf } from "./chance.ts";
import type { WalkDay } from "./daily-walk.ts";
import { dayPath, POINTS_A_HALF_HOUR } from "./day-path.ts";
import { tradingSpans, walksOn } from "./hours.ts";

/** More than three years of days. A combo on daily candles reads them all at every run. */
const DAYS_CACHED = 1_200;
const POINT_SECONDS = HALF_HOUR_SECONDS / (POINTS_A_HALF_HOUR - 1);

/** One instrument's history, generated on demand, a day at a time. */
export function quoteBook(options: {
  seed: string;
  quote: Quote;
  walk: (day: EpochDay) => WalkDay;
  firstDay: EpochDay;
}): DayBook {
  const { seed, quote, walk, firstDay } = options;
  const { underlying } = quote;
  const halfHourCache = new Map<EpochDay, readonly Candle[]>();
  const dailyCache = new Map<EpochDay, Candle | null>();
  const exists = (day: EpochDay): boolean => day >= firstDay && walksOn(underlying, day);

  const generate = (day: EpochDay): readonly Candle[] =>
    quotedPrices(seed, quote, walk, day).map(({ start, prices }) => candleOf(prices, start));

  const halfHours = (day: EpochDay): readonly Candle[] => {
    if (!exists(day)) return [];
    const cached = halfHourCache.get(day);
    if (cached !== undefined) return cached;
    const rows = generate(day);
    if (halfHourCache.size >= DAYS_CACHED) forgetOldest(halfHourCache);
    halfHourCache.set(day, rows);
    return rows;
  };

  const daily = (day: EpochDay): Candle | null => {
    if (!exists(day)) return null;
    let row = dailyCache.get(day);
    if (row === undefined) {
      // Not through `halfHours`: fifteen years of weekly rows would evict the days in use.
      row = dailyCandle(halfHourCache.get(day) ?? generate(day), day, underlying.session);
      dailyCache.set(day, row);
    }
    return row;
  };

  const cut = (row: Candle, at: Instant): Candle => {
    const whole = quotedPrices(seed, quote, walk, dayOf(row.start));
    const prices = whole.find(({ start }) => start === row.start)?.prices ?? [];
    return candleOf(
      prices.slice(0, 1 + Math.floor((at - row.start - 1) / POINT_SECONDS)),
      row.start,
    );
  };

  return {
    session: underlying.session,
    firstDay,
    lastDay: Number.POSITIVE_INFINITY,
    halfHours,
    daily,
    cut,
  };
}

/** The prices of a day's half-hours as the instrument quotes them, oldest first. */
function quotedPrices(
  seed: string,
  quote: Quote,
  walk: (day: EpochDay) => WalkDay,
  day: EpochDay,
): readonly { start: Instant; prices: readonly number[] }[] {
  const { instrument, underlying } = quote;
  const spans = tradingSpans(underlying, day);
  if (spans === null) return [];
  const { open, close } = spans[quote.hours];
  const path = dayPath({
    words: [seed, underlying.code, day],
    previousClose: walk(day - 1).close,
    today: walk(day),
    halfHours: (spans.extended.close - spans.extended.open) / HALF_HOUR_SECONDS,
  });
  const skipped = (open - spans.extended.open) / HALF_HOUR_SECONDS;
  const chance = chanceOf(seed, instrument.code, day, "premium");
  const round = tickRounding(instrument);
  return Array.from({ length: (close - open) / HALF_HOUR_SECONDS }, (_, index) => {
    const wobble = quote.premium === 0 ? 0 : 0.00003 * chance.normal();
    const from = (skipped + index) * POINTS_A_HALF_HOUR;
    const points = path.subarray(from, from + POINTS_A_HALF_HOUR);
    return {
      start: open + index * HALF_HOUR_SECONDS,
      prices: Array.from(points, (price) => round(price * (1 + quote.premium + wobble))),
    };
  });
}

function candleOf(prices: readonly number[], start: Instant): Candle {
  const open = prices[0];
  const close = prices.at(-1);
  if (open === undefined || close === undefined) throw new RangeError("a candle without prices");
  return { start, open, high: Math.max(...prices), low: Math.min(...prices), close };
}

/** Rounds to the instrument's tick size. The last step divides two integers, so the result is
 *  exactly the double nearest to the decimal. */
function tickRounding(instrument: Instrument): (price: number) => number {
  const scale = 10 ** instrument.decimals;
  const tick = Math.round(instrument.tick_size * scale);
  return (price) => (Math.max(1, Math.round((price * scale) / tick)) * tick) / scale;
}

function forgetOldest(kept: Map<EpochDay, unknown>): void {
  const oldest = kept.keys().next();
  if (oldest.done !== true) kept.delete(oldest.value);
}
