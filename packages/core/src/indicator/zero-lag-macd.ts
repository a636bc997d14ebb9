import type { Candle } from "../market/candle.ts";
import { closesOf } from "./closes.ts";
import { smoothing } from "./exponential-average.ts";
import { requireCandles } from "./indicator-error.ts";
import { type Precision, REFERENCE_PRECISION } from "./precision.ts";
import { roundDecimal } from "./rounding.ts";

const SHORT_PERIOD = 12;
const LONG_PERIOD = 26;
const SIGNAL_PERIOD = 9;
/** The number of MACD values that the signal line is computed from. */
const MACD_VALUES = 9 * SIGNAL_PERIOD;

/** 81 values of the MACD, each from 78 values of the long average, which itself needs 78
 *  candles. */
export const ZERO_LAG_MACD_CANDLES = MACD_VALUES + 2 * (3 * LONG_PERIOD) - 2;

export type ZeroLagMacd = Readonly<{ macd: number; signal: number }>;

/** Zero-lag MACD (12, 26, 9) of the closes, in points, rounded. Candles oldest first.
 *  Runs in linear time: every average starts at the oldest candle, so one pass gives the averages
 *  at all candles. Each value is rounded, as the reference does at each call.
 *  Throws `IndicatorError` below 235 candles.
 *  Source: https://www.axialfinance.fr/manuel/pagesindicateurs/pageMZLD.html */
export function zeroLagMacd(
  candles: readonly Candle[],
  { average: digits }: Precision = REFERENCE_PRECISION,
): ZeroLagMacd {
  requireCandles("zero-lag MACD", ZERO_LAG_MACD_CANDLES, candles.length);
  const closes = closesOf(candles);
  const macd = zeroLagLine(closes, SHORT_PERIOD, digits);
  const long = zeroLagLine(closes, LONG_PERIOD, digits);
  for (let value = 0; value < MACD_VALUES; value += 1) {
    macd[value] = (macd[value] as number) - (long[value] as number);
  }

  const averages = roundedAverages(macd, SIGNAL_PERIOD, 3 * SIGNAL_PERIOD, digits);
  const smoothed = roundedAverages(averages, SIGNAL_PERIOD, 1, digits);
  return {
    macd: roundDecimal(newest(macd), digits),
    signal: roundDecimal(2 * newest(averages) - newest(smoothed), digits),
  };
}

function newest(line: Float64Array): number {
  return line.at(-1) as number;
}

/** The newest 81 values of 2 * average - average of averages, oldest first. */
function zeroLagLine(closes: Float64Array, period: number, digits: number): Float64Array {
  const window = 3 * period;
  const averages = roundedAverages(closes, period, MACD_VALUES + window - 1, digits);
  const alpha = smoothing(period);
  const rest = 1 - alpha;
  const line = new Float64Array(MACD_VALUES);
  // Each value smooths a separate window of averages, seeded with the window's oldest. Three
  // windows advance together (81 is 27 times 3), so that the steps do not depend on each other.
  for (let value = 0; value < MACD_VALUES; value += 3) {
    let first = averages[value] as number;
    let second = averages[value + 1] as number;
    let third = averages[value + 2] as number;
    for (let at = value + 1; at < value + window; at += 1) {
      first = (averages[at] as number) * alpha + first * rest;
      second = (averages[at + 1] as number) * alpha + second * rest;
      third = (averages[at + 2] as number) * alpha + third * rest;
    }
    const last = value + window - 1;
    line[value] = 2 * (averages[last] as number) - roundDecimal(first, digits);
    line[value + 1] = 2 * (averages[last + 1] as number) - roundDecimal(second, digits);
    line[value + 2] = 2 * (averages[last + 2] as number) - roundDecimal(third, digits);
  }
  return line;
}

/** The exponential average at each of the newest `count` values, oldest first, rounded. Seeded with
 *  the oldest value of the whole series. */
function roundedAverages(
  values: Float64Array,
  period: number,
  count: number,
  digits: number,
): Float64Array {
  const alpha = smoothing(period);
  const rest = 1 - alpha;
  const first = values.length - count;
  const averages = new Float64Array(count);
  let average = values[0] as number;
  for (let index = 1; index < first; index += 1) {
    average = (values[index] as number) * alpha + average * rest;
  }
  if (first === 0) averages[0] = roundDecimal(average, digits);
  for (let index = Math.max(1, first); index < values.length; index += 1) {
    average = (values[index] as number) * alpha + average * rest;
    averages[index - first] = roundDecimal(average, digits);
  }
  return averages;
}
