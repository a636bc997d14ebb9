import type { Candle } from "../market/candle.ts";
import { requireCandles } from "./indicator-error.ts";
import { type Precision, REFERENCE_PRECISION } from "./precision.ts";
import { roundDecimal } from "./rounding.ts";

/** The weight of the newest value in an exponential average. */
export function smoothing(period: number): number {
  return 2 / (period + 1);
}

/** Exponential moving average of all closes, seeded with the oldest, in points, rounded.
 *  Candles oldest first. The result depends on the length of the history.
 *  Throws `IndicatorError` below three times `period` candles. */
export function exponentialAverage(
  candles: readonly Candle[],
  period: number,
  { average: digits }: Precision = REFERENCE_PRECISION,
): number {
  requireCandles(`${period}-period exponential average`, 3 * period, candles.length);
  const alpha = smoothing(period);
  const rest = 1 - alpha;
  let average = (candles[0] as Candle).close;
  for (let index = 1; index < candles.length; index += 1) {
    average = (candles[index] as Candle).close * alpha + average * rest;
  }
  return roundDecimal(average, digits);
}
