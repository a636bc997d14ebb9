import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { candles, walk } from "../market/candle.arbitrary.ts";
import type { Candle } from "../market/candle.ts";
import { bollingerBands } from "./bollinger-bands.ts";
import { COMBO_CANDLES, combo } from "./combo.ts";
import { exponentialAverage } from "./exponential-average.ts";
import { movingAverage } from "./moving-average.ts";
import { averageTrueRange } from "./true-range.ts";
import { zeroLagMacd } from "./zero-lag-macd.ts";

/** What rounding to some decimals, of a value and of its scaled or shifted twin, may add up to. */
const near = (value: number, digits: number) => ({ value, within: 3 * 10 ** -digits });

function map(all: readonly Candle[], change: (price: number) => number): Candle[] {
  return all.map(({ start, open, high, low, close }) => ({
    start,
    open: change(open),
    high: change(high),
    low: change(low),
    close: change(close),
  }));
}

function expectNear(actual: number, { value, within }: ReturnType<typeof near>): void {
  expect(Math.abs(actual - value)).toBeLessThanOrEqual(within + Math.abs(value) * 1e-12);
}

const shift = fc.integer({ min: -500, max: 100_000 });
const factor = fc.constantFrom(2, 4, 8);

describe("averages, bands and ranges", () => {
  test("move with the prices", () => {
    fc.assert(
      fc.property(candles(50, 90), shift, (all, by) => {
        const moved = map(all, (price) => price + by);
        expectNear(movingAverage(moved, 50), near(movingAverage(all, 50) + by, 9));
        expectNear(exponentialAverage(moved, 12), near(exponentialAverage(all, 12) + by, 5));
        expectNear(averageTrueRange(moved), near(averageTrueRange(all), 5));
        const [bands, movedBands] = [bollingerBands(all, 2.5), bollingerBands(moved, 2.5)];
        expectNear(movedBands.up, near(bands.up + by, 4));
        expectNear(movedBands.middle, near(bands.middle + by, 4));
        expectNear(movedBands.bottom, near(bands.bottom + by, 4));
      }),
    );
  });

  test("scale with the prices", () => {
    fc.assert(
      fc.property(candles(50, 90), factor, (all, by) => {
        const scaled = map(all, (price) => price * by);
        expectNear(movingAverage(scaled, 50), near(movingAverage(all, 50) * by, 9));
        expectNear(exponentialAverage(scaled, 12), near(exponentialAverage(all, 12) * by, 4));
        expectNear(averageTrueRange(scaled), near(averageTrueRange(all) * by, 4));
        const [bands, scaledBands] = [bollingerBands(all, 2.5), bollingerBands(scaled, 2.5)];
        expectNear(scaledBands.up, near(bands.up * by, 3));
        expectNear(scaledBands.bottom, near(bands.bottom * by, 3));
      }),
    );
  });

  test("lie where averages and bands lie", () => {
    fc.assert(
      fc.property(candles(50, 90), (all) => {
        const closes = all.slice(-50).map((candle) => candle.close);
        const average = movingAverage(all, 50);
        expect(average).toBeGreaterThanOrEqual(Math.min(...closes) - 1e-6);
        expect(average).toBeLessThanOrEqual(Math.max(...closes) + 1e-6);
        const { bottom, middle, up } = bollingerBands(all, 2.5);
        expect(bottom).toBeLessThanOrEqual(middle);
        expect(middle).toBeLessThanOrEqual(up);
        expect(averageTrueRange(all)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe("the zero-lag MACD", () => {
  test("does not move with the prices, and is mirrored with them", () => {
    fc.assert(
      fc.property(walk(260), (all) => {
        const { macd, signal } = zeroLagMacd(all);
        const moved = zeroLagMacd(map(all, (price) => price + 512));
        expectNear(moved.macd, near(macd, 4));
        expectNear(moved.signal, near(signal, 4));
        const mirrored = zeroLagMacd(map(all, (price) => 4_096 - price));
        expectNear(mirrored.macd, near(-macd, 4));
      }),
      { numRuns: 30 },
    );
  });
});

describe("the combo", () => {
  test("buys where the market rises and sells where it falls, never both", () => {
    fc.assert(
      fc.property(walk(300), (all) => {
        const value = combo(all);
        if (value === null) return;
        const trend = movingAverage(all, 50) - movingAverage(all, 50, 10);
        expect(value.direction).toBe(trend > 0 ? "Buy" : "Sell");
        const met = Object.values(value.details).filter(Boolean).length;
        expect(value.strength).toBe(met === 0 ? "weak" : met >= 4 ? "strong" : "medium");
      }),
      { numRuns: 60 },
    );
  });

  test("says the same of prices in another unit", () => {
    fc.assert(
      fc.property(walk(300), (all) => {
        const value = combo(all);
        const scaled = combo(map(all, (price) => price * 65_536));
        // Finer rounding may move a criterion that is on its edge, but not the side of the trade.
        if (value !== null && scaled !== null) expect(scaled.direction).toBe(value.direction);
        if (value !== null && scaled !== null)
          expectNear(scaled.price / 65_536, near(value.price, 9));
      }),
      { numRuns: 40 },
    );
  });

  test("reads as many candles as it is given, so it is given as many as it is defined on", () => {
    expect(COMBO_CANDLES).toBe(750);
  });
});
