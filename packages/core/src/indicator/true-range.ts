import type { Candle } from "../market/candle.ts";
import { requireCandles } from "./indicator-error.ts";
import { roundDecimal } from "./rounding.ts";
import { compensatedSum } from "./sum.ts";

/** Average true range after Wilder, in points, 5 decimals: the mean of the oldest `period` true
 *  ranges, smoothed over all the rest. Candles oldest first; the oldest gives only its close.
 *  Throws `IndicatorError` below three times `period` candles.
 *  Source: J. W. Wilder, "New Concepts in Technical Trading Systems" (1978). */
export function averageTrueRange(candles: readonly Candle[], period = 14): number {
  requireCandles("average true range", 3 * period, candles.length);
  const first = new Float64Array(period);
  for (let index = 0; index < period; index += 1) first[index] = trueRange(candles, index + 1);
  let average = compensatedSum(first) / period;
  for (let index = period + 1; index < candles.length; index += 1) {
    average = (average * (period - 1) + trueRange(candles, index)) / period;
  }
  return roundDecimal(average, 5);
}

function trueRange(candles: readonly Candle[], index: number): number {
  const candle = candles[index];
  const previous = candles[index - 1];
  if (candle === undefined || previous === undefined) return Number.NaN;
  return Math.max(
    candle.high - candle.low,
    Math.abs(candle.high - previous.close),
    Math.abs(candle.low - previous.close),
  );
}
