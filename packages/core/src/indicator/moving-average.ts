import type { Candle } from "../market/candle.ts";
import { requireCandles } from "./indicator-error.ts";
import { compensatedSum } from "./sum.ts";

/** Simple moving average of the newest `period` closes, in points, not rounded.
 *  Candles oldest first; the newest `skip` of them are left out.
 *  Throws `IndicatorError` when fewer than `period` are left. */
export function movingAverage(candles: readonly Candle[], period: number, skip = 0): number {
  const end = candles.length - skip;
  requireCandles(`${period}-period average`, period, Math.max(0, end));
  const closes = new Float64Array(period);
  for (let back = 0; back < period; back += 1) {
    closes[back] = candles[end - 1 - back]?.close ?? Number.NaN;
  }
  return compensatedSum(closes) / period;
}
