import type { Candle } from "../market/candle.ts";
import { type BollingerBands, bandsOf, dispersion } from "./bollinger-bands.ts";
import type { ComboPart } from "./combo-part.ts";
import type { ComboValue } from "./combo-value.ts";
import { movingAverage } from "./moving-average.ts";
import type { Precision } from "./precision.ts";
import { slopePercentage } from "./slope.ts";
import { averageTrueRange } from "./true-range.ts";
import { ZERO_LAG_MACD_CANDLES, zeroLagMacd } from "./zero-lag-macd.ts";

/** The number of candles a combo is computed from. It is fixed, because the averages depend on the
 *  length of the history. */
export const COMBO_CANDLES = 750;

const TREND_SLOPE = 3;
const STRONG_TREND_SLOPE = 10;
const FLAT_BAND_SLOPE = 5;
/** How far beyond the outer band a close may be, as a fraction of the band. */
const BREACH_TOLERANCE = 0.001;
/** How far the gap between the two bands is widened at each end, as a fraction of each band. */
const BETWEEN_TOLERANCE = 0.005;
/** Distances in average true ranges. A pullback that stayed this far away did not reach its
 *  level. */
const FAR_FROM_BAND = 0.3;
const FAR_FROM_AVERAGE = 0.1;
const STRONG_CRITERIA = 4;

/** The slopes that decide whether a combo is possible. */
export type ComboSlopes = Readonly<{ ma50: number; upperBand: number; lowerBand: number }>;

/** The slope of the 50-period average over 10 candles. Candles oldest first.
 *  Throws `IndicatorError` below 60 candles, or when the average is 0. */
export function averageSlope(candles: readonly Candle[]): number {
  return slopePercentage(0, movingAverage(candles, 50, 10), 10, movingAverage(candles, 50));
}

/** The slopes of the outer (2.5) bands. The bands of two candles ago are treated as three candles
 *  old. The reference therefore understates these slopes by a third, and traders' rules are tuned
 *  to that. Throws `IndicatorError` when a band is 0. */
export function bandSlopes(
  candles: readonly Candle[],
  precision?: Precision,
): Omit<ComboSlopes, "ma50"> {
  const before = bandsOf(dispersion(candles, 2), 2.5, precision);
  const now = bandsOf(dispersion(candles), 2.5, precision);
  return {
    upperBand: slopePercentage(0, before.up, 3, now.up),
    lowerBand: slopePercentage(0, before.bottom, 3, now.bottom),
  };
}

/** What differs between a buy and a sell; all else is the same rule mirrored. */
type Side = Readonly<{
  direction: "Buy" | "Sell";
  /** 1 for a buy; -1 mirrors the price comparisons for a sell. */
  sign: 1 | -1;
  /** The band at which the pullback should stop. */
  facing: (bands: BollingerBands) => number;
  /** The wick on the side of that band, and the opposite wick. */
  facingWick: (candle: Candle) => number;
  otherWick: (candle: Candle) => number;
}>;

const BUY: Side = {
  direction: "Buy",
  sign: 1,
  facing: (bands) => bands.bottom,
  facingWick: (candle) => candle.low,
  otherWick: (candle) => candle.high,
};

const SELL: Side = {
  direction: "Sell",
  sign: -1,
  facing: (bands) => bands.up,
  facingWick: (candle) => candle.high,
  otherWick: (candle) => candle.low,
};

/** A pullback within a trend, to the band or to the 50-period average. Null if there is none, or
 *  with fewer than 235 candles. Candles oldest first; all of them are used (`COMBO_CANDLES`).
 *  Throws `IndicatorError` `zero-price` when an average or a band is 0. */
export function combo(candles: readonly Candle[], precision?: Precision): ComboValue | null {
  const last = candles.at(-1);
  const previous = candles.at(-2);
  if (last === undefined || previous === undefined) return null;
  if (candles.length < ZERO_LAG_MACD_CANDLES) return null;

  const slopes: ComboSlopes = { ma50: averageSlope(candles), ...bandSlopes(candles, precision) };
  if (!hasFlatBand(slopes)) return null;
  const side = sideOf(slopes);
  if (side === null) return null;

  const ma50 = movingAverage(candles, 50);
  const { outer, inner, outerBefore, innerBefore } = facingBands(candles, side, precision);
  const beyond = beyondOn(side);

  if (beyond(ma50, last.close)) return null;
  if (breaches(last.close, outer, side)) return null;
  if (isFarFromLevels(candles, inner, ma50, side, precision)) return null;

  const { macd, signal } = zeroLagMacd(candles, precision);
  const isBetween = (close: number, outerBand: number, innerBand: number) =>
    beyond(close, outerBand * (1 - side.sign * BETWEEN_TOLERANCE)) &&
    beyond(innerBand * (1 + side.sign * BETWEEN_TOLERANCE), close);
  const details = {
    macd: beyond(macd, signal),
    ma50_over_bb: beyond(outer, ma50),
    price_within_bb:
      isBetween(previous.close, outerBefore, innerBefore) || isBetween(last.close, outer, inner),
    strong_ma50: side.sign * slopes.ma50 > STRONG_TREND_SLOPE,
    both_bb_flat: isFlat(slopes.upperBand) && isFlat(slopes.lowerBand),
  };
  const met = Object.values(details).filter(Boolean).length;
  const triggered = beyond(last.close, side.otherWick(previous));
  return {
    price: triggered ? last.close : side.otherWick(last),
    has_been_triggered: triggered,
    direction: side.direction,
    strength: met === 0 ? "weak" : met >= STRONG_CRITERIA ? "strong" : "medium",
    details,
  };
}

/** Which requirements of a combo the candles meet, to explain why there is none: all hold exactly when
 *  `combo` finds one. Empty where the history is too short. Throws as `combo`. */
export function comboParts(
  candles: readonly Candle[],
  precision?: Precision,
): readonly ComboPart[] {
  const last = candles.at(-1);
  if (last === undefined || candles.length < ZERO_LAG_MACD_CANDLES) return [];
  const slopes: ComboSlopes = { ma50: averageSlope(candles), ...bandSlopes(candles, precision) };
  const side = sideOf(slopes);
  const ma50 = movingAverage(candles, 50);
  const bands = side && facingBands(candles, side, precision);
  return [
    { name: "flat_band", holds: hasFlatBand(slopes) },
    { name: "trend", holds: side !== null },
    { name: "close_past_average", holds: side && !beyondOn(side)(ma50, last.close) },
    { name: "close_within_band", holds: side && bands && !breaches(last.close, bands.outer, side) },
    {
      name: "pullback",
      holds: side && bands && !isFarFromLevels(candles, bands.inner, ma50, side, precision),
    },
  ];
}

function isFlat(bandSlope: number): boolean {
  return Math.abs(bandSlope) < FLAT_BAND_SLOPE;
}

/** At least one, with a slope of exactly the limit counted as flat here, as in the reference. */
function hasFlatBand({ upperBand, lowerBand }: ComboSlopes): boolean {
  return !(Math.abs(upperBand) > FLAT_BAND_SLOPE && Math.abs(lowerBand) > FLAT_BAND_SLOPE);
}

/** The direction of the trend; null if there is none. */
function sideOf({ ma50 }: ComboSlopes): Side | null {
  if (ma50 > TREND_SLOPE) return BUY;
  return ma50 < -TREND_SLOPE ? SELL : null;
}

/** Whether `a` is strictly beyond `b` in the direction of the trade. */
function beyondOn(side: Side): (a: number, b: number) => boolean {
  return (a, b) => side.sign * (a - b) > 0;
}

/** Whether a close is too far beyond the outer band. */
function breaches(close: number, outer: number, side: Side): boolean {
  return beyondOn(side)(outer * (1 - side.sign * BREACH_TOLERANCE), close);
}

/** The 2.5 and 2.0 bands on the side of the pullback, at the last candle and at the one before. */
function facingBands(candles: readonly Candle[], side: Side, precision?: Precision) {
  const now = dispersion(candles);
  const before = dispersion(candles, 1);
  return {
    outer: side.facing(bandsOf(now, 2.5, precision)),
    inner: side.facing(bandsOf(now, 2, precision)),
    outerBefore: side.facing(bandsOf(before, 2.5, precision)),
    innerBefore: side.facing(bandsOf(before, 2, precision)),
  };
}

/** Whether the last two candles, wicks included, stayed clear of the inner band and the average. */
function isFarFromLevels(
  candles: readonly Candle[],
  band: number,
  ma50: number,
  side: Side,
  precision?: Precision,
): boolean {
  const range = averageTrueRange(candles, undefined, precision);
  const bandLimit = band + side.sign * (range * FAR_FROM_BAND);
  const averageLimit = ma50 + side.sign * (range * FAR_FROM_AVERAGE);
  return candles
    .slice(-2)
    .every((candle) =>
      [candle.close, side.facingWick(candle)].every(
        (price) => side.sign * (price - bandLimit) > 0 && side.sign * (price - averageLimit) > 0,
      ),
    );
}
