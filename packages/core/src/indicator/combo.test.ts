import { describe, expect, test } from "vitest";
import type { Candle } from "../market/candle.ts";
import { bandsOf, dispersion } from "./bollinger-bands.ts";
import { averageSlope, bandSlopes, combo, comboParts } from "./combo.ts";
import { COMBO_PARTS } from "./combo-part.ts";
import type { ComboValue } from "./combo-value.ts";
import { IndicatorError } from "./indicator-error.ts";
import { movingAverage } from "./moving-average.ts";
import { averageTrueRange } from "./true-range.ts";

function withCloses(closes: readonly number[]): Candle[] {
  return closes.map((close, index) => ({
    start: index * 3_600,
    open: close,
    high: close + 1,
    low: close - 1,
    close,
  }));
}

/** Candles that rise in waves, and their mirror image. */
const WAVES = Array.from(
  { length: 400 },
  (_, index) => 1_000 + index * 1.6 + 48 * Math.sin((index * Math.PI) / 30),
);
const RISING = withCloses(WAVES);
const FALLING = withCloses(WAVES.map((close) => 4_000 - close));

type Found = Readonly<{ value: ComboValue; candles: readonly Candle[] }>;

/** The combo at each of the newest 80 candles, computed from the candles up to it. */
function found(all: readonly Candle[]): Found[] {
  return Array.from({ length: 80 }, (_, back) => all.slice(0, all.length - back)).flatMap(
    (candles) => {
      const value = combo(candles);
      return value === null ? [] : [{ value, candles }];
    },
  );
}

const BUYS = found(RISING);
const SELLS = found(FALLING);

test("a rising market gives only buys, a falling one only sells", () => {
  expect(new Set(BUYS.map(({ value }) => value.direction))).toEqual(new Set(["Buy"]));
  expect(new Set(SELLS.map(({ value }) => value.direction))).toEqual(new Set(["Sell"]));
});

describe.each([
  ["buy", BUYS],
  ["sell", SELLS],
] as const)("a combo to %s", (side, combos) => {
  const isBuy = side === "buy";

  test("is strong in its average above a slope of 10", () => {
    const strong = combos.map(({ value }) => value.details.strong_ma50);
    expect(strong).toEqual(combos.map(({ candles }) => Math.abs(averageSlope(candles)) > 10));
    expect(new Set(strong).size).toBe(2);
  });

  test("is flat in its bands below slopes of 5", () => {
    const flat = combos.map(({ candles }) => {
      const { upperBand, lowerBand } = bandSlopes(candles);
      return Math.abs(upperBand) < 5 && Math.abs(lowerBand) < 5;
    });
    expect(combos.map(({ value }) => value.details.both_bb_flat)).toEqual(flat);
  });

  test("has a wick near the inner band or the average in its last two candles", () => {
    const distances = combos.map(({ candles }) => {
      const bands = bandsOf(dispersion(candles), 2);
      const band = isBuy ? bands.bottom : bands.up;
      const range = averageTrueRange(candles);
      const wicks = candles.slice(-2).map((candle) => (isBuy ? candle.low : candle.high));
      const away = (level: number) =>
        Math.min(...wicks.map((wick) => (isBuy ? wick - level : level - wick))) / range;
      return Math.min(away(band) - 0.3, away(movingAverage(candles, 50)) - 0.1);
    });
    expect(Math.max(...distances)).toBeLessThanOrEqual(0);
  });

  test("closes on its side of the average and not far beyond the outer band", () => {
    for (const { candles } of combos) {
      const close = candles.at(-1)?.close ?? 0;
      const bands = bandsOf(dispersion(candles), 2.5);
      const side = isBuy ? 1 : -1;
      expect(side * (close - movingAverage(candles, 50))).toBeGreaterThanOrEqual(0);
      const limit = isBuy ? bands.bottom * 0.999 : bands.up * 1.001;
      expect(side * (close - limit)).toBeGreaterThanOrEqual(0);
    }
  });

  test("has its close as its price once it breaks the previous candle, otherwise its far wick", () => {
    for (const { value, candles } of combos) {
      const [previous, last] = candles.slice(-2) as [Candle, Candle];
      const broke = isBuy ? last.close > previous.high : last.close < previous.low;
      expect(value.has_been_triggered).toBe(broke);
      expect(value.price).toBe(broke ? last.close : isBuy ? last.high : last.low);
    }
  });
});

describe("there is no combo", () => {
  test("when the last close falls through the outer band", () => {
    const gentle = Array.from(
      { length: 390 },
      (_, index) => 1_000 + index * 0.3 + 4 * Math.sin((index * Math.PI) / 30),
    );
    const drops = Array.from({ length: 9 }, (_, points) => {
      const candles = withCloses([...gentle, (gentle.at(-1) ?? 0) - points]);
      const { bottom } = bandsOf(dispersion(candles), 2.5);
      const close = candles.at(-1)?.close ?? 0;
      const average = movingAverage(candles, 50);
      return { isThrough: close < bottom * 0.999 && close > average, found: combo(candles) };
    });
    const through = drops.filter(({ isThrough }) => isThrough);
    expect(through.length).toBeGreaterThan(0);
    expect(through.map(({ found }) => found)).toEqual(through.map(() => null));
    expect(drops.some(({ found }) => found !== null)).toBe(true);
  });

  test("with fewer candles than its MACD needs", () => {
    expect(combo(RISING.slice(0, 234))).toBeNull();
    expect(combo([])).toBeNull();
  });

  test("without a trend", () => {
    expect(combo(withCloses(Array<number>(400).fill(100)))).toBeNull();
  });

  test("for prices of zero, which are rejected", () => {
    expect(() => combo(withCloses(Array<number>(300).fill(0)))).toThrow(IndicatorError);
  });
});

describe("the parts of a combo", () => {
  test("all hold exactly where there is a combo", () => {
    let found = 0;
    for (const series of [RISING, FALLING]) {
      for (let end = 240; end <= series.length; end += 1) {
        const candles = series.slice(0, end);
        const parts = comboParts(candles);
        expect(parts.map(({ name }) => name)).toEqual([...COMBO_PARTS]);
        const isCombo = combo(candles) !== null;
        expect(parts.every(({ holds }) => holds === true)).toBe(isCombo);
        if (isCombo) found += 1;
      }
    }
    expect(found).toBeGreaterThan(10);
  });

  test("are unknown where they depend on a direction and there is no trend", () => {
    const wave = Array.from({ length: 300 }, (_, at) => 100 + (at % 2));
    expect(comboParts(withCloses(wave))).toEqual([
      { name: "flat_band", holds: true },
      { name: "trend", holds: false },
      { name: "close_past_average", holds: null },
      { name: "close_within_band", holds: null },
      { name: "pullback", holds: null },
    ]);
  });

  test("are absent when the history is too short", () => {
    expect(comboParts(RISING.slice(0, 234))).toEqual([]);
  });
});
