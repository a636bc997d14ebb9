import type { Candle } from "../market/candle.ts";
import { newestCloses } from "./closes.ts";
import { type Precision, REFERENCE_PRECISION } from "./precision.ts";
import { roundScaled } from "./rounding.ts";
import { laneSum } from "./sum.ts";

export const BOLLINGER_PERIOD = 20;

export type BollingerBands = Readonly<{ bottom: number; middle: number; up: number }>;

/** Mean and population standard deviation of the newest closes: what bands of any width share. */
export type Dispersion = Readonly<{ mean: number; deviation: number }>;

/** Of the newest 20 closes, or of fewer when there are fewer (as the reference): NaN for none.
 *  Candles oldest first; the newest `skip` of them are left out. */
export function dispersion(candles: readonly Candle[], skip = 0): Dispersion {
  const end = candles.length - skip;
  const count = Math.max(0, Math.min(BOLLINGER_PERIOD, end));
  const values = newestCloses(candles, end, count);
  const mean = laneSum(values) / count;
  for (let index = 0; index < count; index += 1) {
    const distance = (values[index] as number) - mean;
    values[index] = distance * distance;
  }
  return { mean, deviation: Math.sqrt(laneSum(values) / count) };
}

/** Bands `width` standard deviations from the mean, in points, rounded.
 *  Source: J. Bollinger, "Bollinger on Bollinger Bands" (2001); rounding as the reference. */
export function bandsOf(
  { mean, deviation }: Dispersion,
  width: number,
  { band }: Precision = REFERENCE_PRECISION,
): BollingerBands {
  return {
    bottom: roundScaled(mean - width * deviation, band),
    middle: roundScaled(mean, band),
    up: roundScaled(mean + width * deviation, band),
  };
}

/** The bands of the newest 20 closes. Candles oldest first. Fewer than 20 are accepted, as in the
 *  reference; none gives NaN bands. */
export function bollingerBands(
  candles: readonly Candle[],
  width: number,
  precision?: Precision,
): BollingerBands {
  return bandsOf(dispersion(candles), width, precision);
}
