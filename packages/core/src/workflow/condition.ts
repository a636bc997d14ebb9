import type { Candle } from "../market/candle.ts";
import type { RangeTest } from "./explanation.ts";
import type { IndicatorName, IndicatorValue } from "./indicator.ts";
import type { Condition } from "./workflow.ts";

/** The condition holds when all tests of one alternative hold. */
export type Alternatives = readonly (readonly RangeTest[])[];

type Element = RangeTest["element"];

/** The tests that a level or a zone makes on the condition candle. All ranges are inclusive.
 *
 *  Level v, spread s. Averages, bands: below is close or high in [v - s, v], above is close or low
 *  in [v, v + s]. For an inclined line both are reversed; a zone ignores the spread. Without an
 *  element, polarite also holds for a candle that crossed the level, at any distance. With one,
 *  only that number is tested. All as in the reference: traders' rules are tuned to it. */
export function alternativesOf(
  name: Exclude<IndicatorName, "combo">,
  value: number | readonly [number, number],
  condition: Condition,
  candle: Candle,
): Alternatives {
  const { direction, spread } = condition.close;
  const below = direction === "below";
  // The side of the line the range lies on, and with it the wick that reaches for it.
  const under = name === "inclined" ? !below : below;
  const [min, max] = rangeOf(value, under, spread);
  if (condition.element !== null) return [[test(candle, condition.element, min, max)]];

  const wick: Element = under ? "high" : "low";
  if (name !== "polarite") {
    return [[test(candle, "close", min, max)], [test(candle, wick, min, max)]];
  }
  const level = below ? max : min;
  const crossed = below
    ? [test(candle, "high", level, null), test(candle, "close", null, level)]
    : [test(candle, "low", null, level), test(candle, "close", level, null)];
  return [crossed, [test(candle, wick, min, max)]];
}

function rangeOf(
  value: number | readonly [number, number],
  under: boolean,
  spread: number,
): readonly [number, number] {
  if (typeof value !== "number") return value;
  return under ? [value - spread, value] : [value, value + spread];
}

function test(candle: Candle, element: Element, min: number | null, max: number | null): RangeTest {
  const actual = candle[element];
  const holds = (min === null || actual >= min) && (max === null || actual <= max);
  return { element, actual, min, max, holds };
}

export function holds(alternatives: Alternatives): boolean {
  return alternatives.some((tests) => tests.every((each) => each.holds));
}

/** Below asks for a sell combo, above for a buy. Element, spread, strength and whether it has been
 *  triggered are ignored, as in the reference. */
export function expectedCombo(condition: Condition): "Buy" | "Sell" {
  return condition.close.direction === "below" ? "Sell" : "Buy";
}

export function isCombo(value: IndicatorValue, direction: "Buy" | "Sell"): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    "direction" in value &&
    value.direction === direction
  );
}

/** Points by which the tested numbers would have to move for the nearest alternative to hold. Null
 *  without alternatives. */
export function distancePoints(alternatives: Alternatives): number | null {
  if (alternatives.length === 0) return null;
  return Math.min(...alternatives.map((tests) => Math.max(...tests.map(gap))));
}

function gap({ actual, min, max }: RangeTest): number {
  if (min !== null && actual < min) return min - actual;
  return max !== null && actual > max ? actual - max : 0;
}
