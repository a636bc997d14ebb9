import type { Candle } from "../market/candle.ts";
import { requireCandles } from "./indicator-error.ts";
import { roundDecimal } from "./rounding.ts";

/** The weight of the newest value in an exponential average. */
export function smoothing(period: number): number {
  return 2 / (period + 1);
}

/** Exponential moving average of all closes, seeded with the oldest, in points, 5 decimals.
 *  Candles oldest first. The result depends on the length of the history.
 *  Throws `IndicatorError` below three times `period` candles. */
export function exponentialAverage(candles: readonly Candle[], period: number): number {
  requireCandles(`${period}-period exponential average`, 3 * period, candles.length);
  const alpha = smoothing(period);
  let average = candles[0]?.close ?? Number.NaN;
  for (let index = 1; index < candles.length; index += 1) {
    average = (candles[index]?.close ?? Number.NaN) * alpha + average * (1 - alpha);
  }
  return roundDecimal(average, 5);
}
