import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { candles, walk } from "../market/candle.arbitrary.ts";
import type { Candle } from "../market/candle.ts";
import { bollingerBands } from "./bollinger-bands.ts";
import { combo } from "./combo.ts";
import { exponentialAverage } from "./exponential-average.ts";
import { movingAverage } from "./moving-average.ts";
import { averageTrueRange } from "./true-range.ts";
import { zeroLagMacd } from "./zero-lag-macd.ts";

function map(all: readonly Candle[], change: (price: number) => number): Candle[] {
  return all.map(({ start, open, high, low, close }) => ({
    start,
    open: change(open),
    high: change(high),
    low: change(low),
    close: change(close),
  }));
}

const shift = fc.integer({ min: -500, max: 100_000 });
const factor = fc.constantFrom(2, 4, 8);

describe("averages, bands and ranges", () => {
  test("move with the prices", () => {
    fc.assert(
      fc.property(candles(50, 90), shift, (all, by) => {
        const moved = map(all, (price) => price + by);
        expect(movingAverage(moved, 50)).toBeCloseTo(movingAverage(all, 50) + by, 8);
        expect(exponentialAverage(moved, 12)).toBeCloseTo(exponentialAverage(all, 12) + by, 4);
        expect(averageTrueRange(moved)).toBeCloseTo(averageTrueRange(all), 4);
        const [bands, movedBands] = [bollingerBands(all, 2.5), bollingerBands(moved, 2.5)];
        expect(movedBands.up).toBeCloseTo(bands.up + by, 3);
        expect(movedBands.middle).toBeCloseTo(bands.middle + by, 3);
        expect(movedBands.bottom).toBeCloseTo(bands.bottom + by, 3);
      }),
    );
  });

  test("scale with the prices", () => {
    fc.assert(
      fc.property(candles(50, 90), factor, (all, by) => {
        const scaled = map(all, (price) => price * by);
        expect(movingAverage(scaled, 50)).toBeCloseTo(movingAverage(all, 50) * by, 8);
        expect(exponentialAverage(scaled, 12)).toBeCloseTo(exponentialAverage(all, 12) * by, 3);
        expect(averageTrueRange(scaled)).toBeCloseTo(averageTrueRange(all) * by, 3);
        const [bands, scaledBands] = [bollingerBands(all, 2.5), bollingerBands(scaled, 2.5)];
        expect(scaledBands.up).toBeCloseTo(bands.up * by, 2);
        expect(scaledBands.bottom).toBeCloseTo(bands.bottom * by, 2);
      }),
    );
  });

  test("keep their order: the average within the closes, the middle between the bands", () => {
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
  test("is invariant to a shift of the prices and is negated when they are mirrored", () => {
    fc.assert(
      fc.property(walk(260), (all) => {
        const { macd, signal } = zeroLagMacd(all);
        const moved = zeroLagMacd(map(all, (price) => price + 512));
        expect(moved.macd).toBeCloseTo(macd, 3);
        expect(moved.signal).toBeCloseTo(signal, 3);
        const mirrored = zeroLagMacd(map(all, (price) => 4_096 - price));
        expect(mirrored.macd).toBeCloseTo(-macd, 3);
      }),
      { numRuns: 30 },
    );
  });
});

describe("the combo", () => {
  test("buys in a rising market, sells in a falling one, and never both", () => {
    fc.assert(
      fc.property(walk(300), (all) => {
        const trend = movingAverage(all, 50) - movingAverage(all, 50, 10);
        const found = combo(all)?.direction;
        expect([undefined, trend > 0 ? "Buy" : "Sell"]).toContain(found);
      }),
      { numRuns: 100 },
    );
  });

  test("is as strong as the number of criteria it meets", () => {
    fc.assert(
      fc.property(walk(300), (all) => {
        const value = combo(all);
        const met = Object.values(value?.details ?? {}).filter(Boolean).length;
        const strength = met === 0 ? "weak" : met >= 4 ? "strong" : "medium";
        expect(value?.strength ?? strength).toBe(strength);
      }),
      { numRuns: 100 },
    );
  });

  test("never changes its direction when the prices are scaled", () => {
    fc.assert(
      fc.property(walk(300), (all) => {
        const value = combo(all);
        const scaled = combo(map(all, (price) => price * 65_536));
        // Finer rounding may change a criterion at its limit, but not the direction of the trade.
        expect(scaled?.direction ?? value?.direction).toBe(value?.direction ?? scaled?.direction);
      }),
      { numRuns: 60 },
    );
  });
});
