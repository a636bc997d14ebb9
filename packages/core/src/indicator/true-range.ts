import type { Candle } from "../market/candle.ts";
import { requireCandles } from "./indicator-error.ts";
import { type Precision, REFERENCE_PRECISION } from "./precision.ts";
import { roundDecimal } from "./rounding.ts";
import { compensatedSum } from "./sum.ts";

/** Average true range after Wilder, in points, rounded: the mean of the oldest `period` true
 *  ranges, smoothed over the rest. Candles oldest first; of the oldest candle only the close is
 *  used.
 *  Throws `IndicatorError` below three times `period` candles.
 *  Source: J. W. Wilder, "New Concepts in Technical Trading Systems" (1978). */
export function averageTrueRange(
  candles: readonly Candle[],
  period = 14,
  { average: digits }: Precision = REFERENCE_PRECISION,
): number {
  requireCandles("average true range", 3 * period, candles.length);
  const first = new Float64Array(period);
  for (let index = 0; index < period; index += 1) first[index] = trueRange(candles, index + 1);
  let average = compensatedSum(first) / period;
  for (let index = period + 1; index < candles.length; index += 1) {
    average = (average * (period - 1) + trueRange(candles, index)) / period;
  }
  return roundDecimal(average, digits);
}

function trueRange(candles: readonly Candle[], index: number): number {
  const { high, low } = candles[index] as Candle;
  const { close } = candles[index - 1] as Candle;
  const beyond = Math.max(Math.abs(high - close), Math.abs(low - close));
  return Math.max(high - low, beyond);
}
