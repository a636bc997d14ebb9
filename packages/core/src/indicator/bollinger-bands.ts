import type { Candle } from "../market/candle.ts";
import { newestCloses } from "./closes.ts";
import { type Precision, REFERENCE_PRECISION } from "./precision.ts";
import { roundScaled } from "./rounding.ts";
import { laneSum } from "./sum.ts";

export const BOLLINGER_PERIOD = 20;

export type BollingerBands = Readonly<{ bottom: number; middle: number; up: number }>;

/** Mean and population standard deviation of the newest closes, shared by bands of every width. */
export type Dispersion = Readonly<{ mean: number; deviation: number }>;

/** Uses the newest 20 closes, or all of them if there are fewer (as in the reference). NaN without
 *  closes. Candles oldest first; the newest `skip` are left out. */
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
 *  reference; without candles the bands are NaN. */
export function bollingerBands(
  candles: readonly Candle[],
  width: number,
  precision?: Precision,
): BollingerBands {
  return bandsOf(dispersion(candles), width, precision);
}
