import type { Candle } from "../market/candle.ts";
import { newestCloses } from "./closes.ts";
import { requireCandles } from "./indicator-error.ts";
import { compensatedSum } from "./sum.ts";

/** Simple moving average of the newest `period` closes, in points, not rounded.
 *  Candles oldest first; the newest `skip` of them are left out.
 *  Throws `IndicatorError` when fewer than `period` are left. */
export function movingAverage(candles: readonly Candle[], period: number, skip = 0): number {
  const end = candles.length - skip;
  requireCandles(`${period}-period average`, period, Math.max(0, end));
  return compensatedSum(newestCloses(candles, end, period)) / period;
}
