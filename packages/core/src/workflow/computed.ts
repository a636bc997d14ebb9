import { COMPUTED, type ComputedIndicator } from "../indicator/computed-indicators.ts";
import { IndicatorError } from "../indicator/indicator-error.ts";
import { type Precision, REFERENCE_PRECISION } from "../indicator/precision.ts";
import type { Candle } from "../market/candle.ts";
import type { SeriesFailure } from "../market/series.ts";
import { INDICATOR_NAMES, type IndicatorName, type IndicatorValue } from "./indicator.ts";

export type IndicatorFailure = SeriesFailure | "not enough candles" | "zero price";

export type IndicatorResult =
  | { readonly kind: "value"; readonly value: IndicatorValue }
  | { readonly kind: "unavailable"; readonly reason: IndicatorFailure; readonly detail: string };

/** How many candles an indicator reads at most. Levels and lines read none, but their series must
 *  exist. */
export function candlesRead(name: IndicatorName): number {
  return isComputed(name) ? COMPUTED[name].candles : 1;
}

/** The most candles that any indicator reads. */
export const MAX_CANDLES_READ = Math.max(...INDICATOR_NAMES.map(candlesRead));

/** The value of an indicator over a series, oldest first, rounded to the precision of its
 *  instrument. A history that is too short yields `unavailable` instead of an exception: one young
 *  instrument must not stop a run. */
export function computeIndicator(
  name: ComputedIndicator,
  candles: readonly Candle[],
  precision: Precision = REFERENCE_PRECISION,
): IndicatorResult {
  try {
    return { kind: "value", value: COMPUTED[name].compute(candles, precision) };
  } catch (error) {
    if (!(error instanceof IndicatorError)) throw error;
    const reason = error.code === "zero-price" ? "zero price" : "not enough candles";
    return { kind: "unavailable", reason, detail: error.message };
  }
}

function isComputed(name: IndicatorName): name is ComputedIndicator {
  return Object.hasOwn(COMPUTED, name);
}
