import { bollingerBands } from "../indicator/bollinger-bands.ts";
import { COMBO_CANDLES, combo } from "../indicator/combo.ts";
import { IndicatorError } from "../indicator/indicator-error.ts";
import { movingAverage } from "../indicator/moving-average.ts";
import { type Precision, REFERENCE_PRECISION } from "../indicator/precision.ts";
import type { Candle } from "../market/candle.ts";
import type { SeriesFailure } from "../market/series.ts";
import type { ComputedIndicator, IndicatorName, IndicatorValue } from "./indicator.ts";

export type IndicatorFailure = SeriesFailure | "not enough candles" | "zero price";

export type IndicatorResult =
  | { readonly kind: "value"; readonly value: IndicatorValue }
  | { readonly kind: "unavailable"; readonly reason: IndicatorFailure; readonly detail: string };

/** How many candles an indicator reads at most, as the reference asks for them. Levels and lines
 *  read none, but their series must exist. */
export const CANDLES_READ: Readonly<Record<IndicatorName, number>> = {
  ma7: 12,
  ma50: 55,
  combo: COMBO_CANDLES,
  bbb: 21,
  bbh: 21,
  polarite: 1,
  zone: 1,
  inclined: 1,
};

/** The value of an indicator over a series, oldest first, rounded to the precision of its
 *  instrument. A history that is too short yields `unavailable` instead of an exception: one young
 *  instrument must not stop a run. */
export function computeIndicator(
  name: ComputedIndicator,
  candles: readonly Candle[],
  precision: Precision = REFERENCE_PRECISION,
): IndicatorResult {
  try {
    return { kind: "value", value: COMPUTE[name](candles, precision) };
  } catch (error) {
    if (!(error instanceof IndicatorError)) throw error;
    const reason = error.code === "zero-price" ? "zero price" : "not enough candles";
    return { kind: "unavailable", reason, detail: error.message };
  }
}

type Compute = (candles: readonly Candle[], precision: Precision) => IndicatorValue;

const COMPUTE: Readonly<Record<ComputedIndicator, Compute>> = {
  ma7: (candles) => movingAverage(candles, 7),
  ma50: (candles) => movingAverage(candles, 50),
  bbb: (candles, precision) => bollingerBands(candles, 2.5, precision).bottom,
  bbh: (candles, precision) => bollingerBands(candles, 2.5, precision).up,
  combo: (candles, precision) => combo(candles.slice(-COMBO_CANDLES), precision),
};
