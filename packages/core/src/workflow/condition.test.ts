import { describe, expect, test } from "vitest";
import type { Candle } from "../market/candle.ts";
import { alternativesOf, distancePoints, expectedCombo, holds, isCombo } from "./condition.ts";
import type { Condition } from "./workflow.ts";

/** A condition on a level at 100 with a spread of 5. */
function condition(
  direction: "above" | "below",
  element: Condition["element"] = null,
  spread = 5,
): Condition {
  return {
    indicator: { name: "ma50", ut: "h1" },
    close: { direction, ut: "h1", spread },
    element,
  };
}

const candle = (low: number, close: number, high: number): Candle => ({
  start: 0,
  open: close,
  high,
  low,
  close,
});

type Level = Parameters<typeof alternativesOf>[0];

function decided(name: Level, on: Condition, seen: Candle, value: number | [number, number] = 100) {
  return holds(alternativesOf(name, value, on, seen));
}

describe("an average or a band", () => {
  test.each(["ma7", "ma50", "bbb", "bbh"] as const)(
    "%s: below holds for a close or a high within the spread under it, both ends included",
    (name) => {
      expect(decided(name, condition("below"), candle(90, 95, 101))).toBe(true);
      expect(decided(name, condition("below"), candle(90, 91, 100))).toBe(true);
      expect(decided(name, condition("below"), candle(90, 94.99, 101))).toBe(false);
      expect(decided(name, condition("below"), candle(100, 100.01, 101))).toBe(false);
    },
  );

  test("above holds for a close or a low within the spread over it", () => {
    expect(decided("ma50", condition("above"), candle(99, 105, 110))).toBe(true);
    expect(decided("ma50", condition("above"), candle(100, 109, 110))).toBe(true);
    expect(decided("ma50", condition("above"), candle(99, 105.01, 110))).toBe(false);
  });

  test("with an element tests only that price", () => {
    expect(decided("ma50", condition("below", "low"), candle(96, 50, 50))).toBe(true);
    expect(decided("ma50", condition("below", "low"), candle(94, 96, 96))).toBe(false);
  });
});

describe("an inclined line", () => {
  test("is mirrored: below tests the low over it, above the high under it", () => {
    expect(decided("inclined", condition("below"), candle(104, 120, 130))).toBe(true);
    expect(decided("inclined", condition("below"), candle(80, 96, 97))).toBe(false);
    expect(decided("inclined", condition("above"), candle(80, 90, 97))).toBe(true);
    expect(decided("inclined", condition("above"), candle(103, 104, 130))).toBe(false);
  });
});

describe("a zone", () => {
  test("holds between its two values, whatever the spread", () => {
    const wide = condition("below", null, 1_000);
    expect(decided("zone", wide, candle(80, 95, 130), [95, 105])).toBe(true);
    expect(decided("zone", wide, candle(80, 94, 130), [95, 105])).toBe(false);
    expect(decided("zone", wide, candle(80, 90, 105), [95, 105])).toBe(true);
    expect(decided("zone", condition("above"), candle(96, 120, 130), [95, 105])).toBe(true);
  });
});

describe("polarite", () => {
  test("holds for a candle that crossed its level, at any distance", () => {
    expect(decided("polarite", condition("below"), candle(10, 20, 900))).toBe(true);
    expect(decided("polarite", condition("above"), candle(10, 900, 900))).toBe(true);
  });

  test("holds for a wick within the spread, and not for a close", () => {
    expect(decided("polarite", condition("below"), candle(10, 20, 96))).toBe(true);
    expect(decided("polarite", condition("below"), candle(10, 94, 94))).toBe(false);
  });

  test("with an element tests only that price", () => {
    expect(decided("polarite", condition("below", "close"), candle(10, 20, 900))).toBe(false);
    expect(decided("polarite", condition("above", "high"), candle(10, 20, 104))).toBe(true);
  });
});

function distance(on: Condition, seen: Candle, name: Level = "ma50"): number | null {
  return distancePoints(alternativesOf(name, 100, on, seen));
}

describe("the distance", () => {
  test("is 0 when the condition holds", () => {
    expect(distance(condition("below"), candle(90, 96, 101))).toBe(0);
  });

  test("is that of the nearest alternative, measured at its worst test", () => {
    expect(distance(condition("below"), candle(90, 92, 94))).toBe(1);
    expect(distance(condition("above"), candle(107, 109, 110))).toBe(2);
    expect(distance(condition("below"), candle(120, 130, 140), "polarite")).toBe(30);
  });

  test("is unknown without a test", () => {
    expect(distancePoints([])).toBeNull();
  });
});

test("below requires a sell combo, above a buy combo", () => {
  expect(expectedCombo(condition("below"))).toBe("Sell");
  expect(expectedCombo(condition("above"))).toBe("Buy");
  expect(isCombo(null, "Sell")).toBe(false);
  expect(isCombo([1, 2], "Sell")).toBe(false);
});
