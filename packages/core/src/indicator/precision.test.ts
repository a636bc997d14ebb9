import { describe, expect, test } from "vitest";
import type { Candle } from "../market/candle.ts";
import { bollingerBands } from "./bollinger-bands.ts";
import { combo } from "./combo.ts";
import { exponentialAverage } from "./exponential-average.ts";
import { precisionFor, REFERENCE_PRECISION } from "./precision.ts";
import { averageTrueRange } from "./true-range.ts";
import { zeroLagMacd } from "./zero-lag-macd.ts";

const SHIB = { decimals: 8, tick_size: 1e-8 };

/** A price that swings by 2 % around a level, in whole steps. */
function candlesAround(level: number, step: number, count = 300): Candle[] {
  const snap = (price: number) => Math.round(price / step) * step;
  return Array.from({ length: count }, (_, index) => {
    const close = snap(level * (1 + 0.02 * Math.sin(index / 7)));
    const wick = level * 0.003;
    return {
      start: index * 3_600,
      open: close,
      high: snap(close + wick),
      low: snap(close - wick),
      close,
    };
  });
}

describe("the precision of indicators", () => {
  test.each([
    [{ decimals: 2, tick_size: 0.01 }, REFERENCE_PRECISION],
    [{ decimals: 2, tick_size: 0.5 }, REFERENCE_PRECISION],
    [{ decimals: 3, tick_size: 0.001 }, REFERENCE_PRECISION],
    [
      { decimals: 4, tick_size: 0.0001 },
      { band: 6, average: 5 },
    ],
    [
      { decimals: 6, tick_size: 0.000001 },
      { band: 8, average: 9 },
    ],
    [SHIB, { band: 10, average: 11 }],
    // The price step is finer than the decimals suggest.
    [
      { decimals: 2, tick_size: 0.0001 },
      { band: 6, average: 5 },
    ],
  ])(
    "is the reference's unless a tenth of the price step is finer: %j",
    (instrument, precision) => {
      expect(precisionFor(instrument)).toEqual(precision);
    },
  );

  test("keeps the bands of a coin priced at 0.00001 distinct and above 0", () => {
    const candles = candlesAround(0.00001, 1e-8);
    const { bottom, middle, up } = bollingerBands(candles, 2.5, precisionFor(SHIB));
    expect(bottom).toBeGreaterThan(0.000009);
    expect(middle).toBeGreaterThan(bottom);
    expect(up).toBeGreaterThan(middle);
    expect(bollingerBands(candles, 2.5)).toEqual({ bottom: 0, middle: 0, up: 0 });
  });

  test("makes every indicator scale with the price", () => {
    const cheap = candlesAround(0.00001, 1e-8);
    const dear = cheap.map(({ start, ...prices }) => ({
      start,
      open: prices.open * 1e6,
      high: prices.high * 1e6,
      low: prices.low * 1e6,
      close: prices.close * 1e6,
    }));
    const precision = precisionFor(SHIB);
    isScaled(exponentialAverage(cheap, 26, precision), exponentialAverage(dear, 26));
    isScaled(averageTrueRange(cheap, 14, precision), averageTrueRange(dear, 14));
    isScaled(zeroLagMacd(cheap, precision).macd, zeroLagMacd(dear).macd);
    isScaled(zeroLagMacd(cheap, precision).signal, zeroLagMacd(dear).signal);
    expect(zeroLagMacd(cheap, precision).macd).not.toBe(0);
  });

  test("gives the same combo for a low-priced instrument as for a high-priced one", () => {
    const shapes = Array.from({ length: 400 }, (_, index) => trend(index));
    const found = shapes.map((candles) => combo(candles));
    expect(found.some((value) => value !== null)).toBe(true);
    const cheap = shapes.map((candles) => combo(candles.map(scaled(1e-6)), precisionFor(SHIB)));
    expect(cheap.map((value) => value?.direction)).toEqual(found.map((value) => value?.direction));
  });
});

/** Rounded as the reference rounds the higher-priced instrument. */
function isScaled(small: number, large: number): void {
  expect(Math.abs(small * 1e6 - large)).toBeLessThan(2e-5);
}

/** A rise with swings, some of which end in a pullback to the band. */
function trend(phase: number): Candle[] {
  return Array.from({ length: 260 }, (_, index) => {
    const close = 10 + index * 0.004 + 0.06 * Math.sin((index + phase) / 9);
    return { start: index, open: close, high: close + 0.02, low: close - 0.02, close };
  });
}

function scaled(factor: number): (candle: Candle) => Candle {
  return ({ start, open, high, low, close }) => ({
    start,
    open: open * factor,
    high: high * factor,
    low: low * factor,
    close: close * factor,
  });
}
