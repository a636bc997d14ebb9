/** The golden files of the reference, as far as conformance reads them. Their candle lists are
 *  newest first and their instants are ISO text; only this module converts both. */

import { roundDecimal } from "@bellwether/core/indicator";
import type { Candle } from "@bellwether/core/market";
import { type Instant, toIso } from "@bellwether/core/time";

export type GoldenCase = Readonly<{
  id: string;
  expected: unknown;
  /** The correct answer by the rules, where the reference is wrong. */
  expected_fixed?: unknown;
  /** Rules the reference breaks in this case, where no corrected answer is given. */
  faults?: readonly string[];
  /** Expected keys that can change with the last bit of a sum. */
  ulp_sensitive?: readonly string[];
}>;

/** The correct answer for a case. */
export function goldenAnswer(golden: GoldenCase): unknown {
  return golden.expected_fixed ?? golden.expected;
}

/** Parses an instant of the golden files; all are in UTC with a resolution of one second. */
export function instantOf(text: string): Instant {
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds)) throw new RangeError(`not an instant: ${text}`);
  return milliseconds / 1_000;
}

export type CandleTuple = readonly [string | null, number, number, number, number];

export type CandleObject = Readonly<{
  date: string | null;
  open: number;
  high: number;
  low: number;
  close: number;
}>;

/** Candles oldest first. A candle without a date keeps its position; dates are not compared. */
export function candlesOf(newestFirst: readonly (CandleTuple | CandleObject)[]): Candle[] {
  return newestFirst
    .map((given, index) => {
      const [date, open, high, low, close] = isTuple(given)
        ? given
        : [given.date, given.open, given.high, given.low, given.close];
      const start = date === null ? newestFirst.length - index : instantOf(date);
      return { start, open, high, low, close };
    })
    .toReversed();
}

function isTuple(given: CandleTuple | CandleObject): given is CandleTuple {
  return Array.isArray(given);
}

export function tupleOf(candle: Candle): CandleTuple {
  return [toIso(candle.start), candle.open, candle.high, candle.low, candle.close];
}

/** A raw broker row: one price per field, or bid and ask. */
export type BrokerRow = Readonly<{ Time: string } & Record<string, number | string>>;

/** Rows oldest first; prices are the mid of bid and ask, rounded to 4 decimals. */
export function candlesOfRows(newestFirst: readonly BrokerRow[]): Candle[] {
  return newestFirst
    .map((row) => ({
      start: instantOf(row.Time),
      open: priceOf(row, "Open"),
      high: priceOf(row, "High"),
      low: priceOf(row, "Low"),
      close: priceOf(row, "Close"),
    }))
    .toReversed();
}

function priceOf(row: BrokerRow, field: string): number {
  const single = row[field];
  if (single !== undefined) return roundDecimal(Number(single), 4);
  return roundDecimal((Number(row[`${field}Ask`]) + Number(row[`${field}Bid`])) / 2, 4);
}
