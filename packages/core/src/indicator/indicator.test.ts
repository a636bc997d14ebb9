import { describe, expect, test } from "vitest";
import type { Candle } from "../market/candle.ts";
import { bollingerBands, dispersion } from "./bollinger-bands.ts";
import { exponentialAverage } from "./exponential-average.ts";
import { IndicatorError } from "./indicator-error.ts";
import { movingAverage } from "./moving-average.ts";
import { slopePercentage } from "./slope.ts";
import { averageTrueRange } from "./true-range.ts";
import { ZERO_LAG_MACD_CANDLES, zeroLagMacd } from "./zero-lag-macd.ts";

/** Candles with these closes, oldest first. High and low are one point from the close. */
function withCloses(closes: readonly number[]): Candle[] {
  return closes.map((close, index) => ({
    start: index * 3_600,
    open: close,
    high: close + 1,
    low: close - 1,
    close,
  }));
}

const flat = (length: number, close = 100) => withCloses(Array<number>(length).fill(close));

describe("moving average", () => {
  test("is the mean of the newest closes", () => {
    expect(movingAverage(withCloses([99, 1, 2, 3, 4, 5, 6, 7]), 7)).toBe(4);
  });

  test("skips the newest candles on request", () => {
    expect(movingAverage(withCloses([1, 2, 3, 90, 91]), 3, 2)).toBe(2);
  });

  test("fails with the number of candles that it needs and has", () => {
    expect(() => movingAverage(flat(6), 7)).toThrow("needs 7 candles and there are 6");
    expect(() => movingAverage(flat(9), 7, 3)).toThrow(IndicatorError);
  });
});

describe("Bollinger bands", () => {
  test("lie the given number of deviations from the mean", () => {
    const closes = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? 90 : 110));
    expect(bollingerBands(withCloses(closes), 2.5)).toEqual({ bottom: 75, middle: 100, up: 125 });
  });

  test("are computed on the candles there are, and are NaN without candles", () => {
    expect(bollingerBands(flat(3), 2)).toEqual({ bottom: 100, middle: 100, up: 100 });
    expect(bollingerBands([], 2).up).toBeNaN();
    expect(dispersion(flat(1), 5).mean).toBeNaN();
  });
});

describe("exponential average", () => {
  test("is seeded with the oldest close and rounded to five decimals", () => {
    const closes = [0, ...Array<number>(8).fill(100)];
    // Three periods of three: 100 * (1 - 0.5^8).
    expect(exponentialAverage(withCloses(closes), 3)).toBe(99.609_38);
  });

  test("needs three times its period", () => {
    expect(() => exponentialAverage(flat(26), 9)).toThrow("needs 27 candles");
  });
});

describe("average true range", () => {
  test("equals the height of candles that all have the same height", () => {
    expect(averageTrueRange(flat(42))).toBe(2);
  });

  test("includes the gap to the previous close", () => {
    const candles = [...flat(41), { start: 1e6, open: 110, high: 111, low: 109, close: 110 }];
    // One true range of 11 in a smoothing of 14.
    expect(averageTrueRange(candles)).toBe(2.642_86);
  });

  test("needs three times its period", () => {
    expect(() => averageTrueRange(flat(41))).toThrow("needs 42 candles");
  });
});

describe("slope", () => {
  test("is a percentage of the last value", () => {
    expect(slopePercentage(0, 90, 10, 100)).toBe(100);
    expect(slopePercentage(0, 110, 10, 100)).toBe(-100);
  });

  test("fails for a last value of 0", () => {
    expect(() => slopePercentage(0, 1, 10, 0)).toThrow("price of 0");
  });
});

describe("zero-lag MACD", () => {
  test("is zero while prices do not move", () => {
    expect(zeroLagMacd(flat(ZERO_LAG_MACD_CANDLES))).toEqual({ macd: 0, signal: 0 });
  });

  test("reacts to a jump at once", () => {
    const { macd, signal } = zeroLagMacd([...flat(300), ...flat(3, 110)]);
    expect(macd).toBeGreaterThan(signal);
    expect(macd).toBeGreaterThan(0);
  });

  test("needs 235 candles", () => {
    expect(() => zeroLagMacd(flat(234))).toThrow("needs 235 candles");
  });
});
