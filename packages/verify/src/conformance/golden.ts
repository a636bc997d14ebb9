/** The golden files of the reference, as far as conformance reads them. Candle lists there are
 *  newest first and instants are ISO text; both are turned around here, and nowhere else. */

import { roundDecimal } from "@bellwether/core/indicator";
import type { Candle } from "@bellwether/core/market";
import { type Instant, toIso } from "@bellwether/core/time";

export type GoldenCase = Readonly<{
  id: string;
  expected: unknown;
  /** Where the reference is wrong: what is right by the rules. */
  expected_fixed?: unknown;
  /** Rules the reference breaks here, without a golden answer. */
  faults?: readonly string[];
  /** Expected keys that flip with the last bit of a sum. */
  ulp_sensitive?: readonly string[];
}>;

/** What is right for a case. */
export function goldenAnswer(golden: GoldenCase): unknown {
  return golden.expected_fixed ?? golden.expected;
}

/** Reads an instant of the golden files, which are all in UTC and to the second. */
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

/** Candles oldest first. One without a date gets a place in the order, for none is compared. */
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

/** A raw row of the broker: one price a field, or its two sides. */
export type BrokerRow = Readonly<{ Time: string } & Record<string, number | string>>;

/** Rows oldest first; prices are the middle of the two sides, rounded to 4 decimals. */
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
