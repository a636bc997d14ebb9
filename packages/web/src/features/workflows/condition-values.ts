import type { UnitTime } from "@bellwether/core/market";
import type { Condition, IndicatorName } from "@bellwether/core/workflow";
import { typedNumber, typedText } from "./typed-number.ts";

/** The controls of one condition. The fields of all indicators are kept, so that switching between
 *  indicators loses nothing. */
export type ConditionValues = Readonly<{
  indicator: IndicatorName;
  indicator_ut: UnitTime;
  value: string;
  zone_value: string;
  x1_day: string;
  x1_price: string;
  x2_day: string;
  x2_price: string;
  direction: "above" | "below";
  close_ut: UnitTime;
  spread: string;
  element: "any" | "close" | "high" | "low";
}>;
export type ConditionField = keyof ConditionValues;

export const BLANK_CONDITION: ConditionValues = {
  indicator: "ma50",
  indicator_ut: "h1",
  value: "",
  zone_value: "",
  x1_day: "",
  x1_price: "",
  x2_day: "",
  x2_price: "",
  direction: "below",
  close_ut: "h1",
  spread: "0",
  element: "any",
};

/** The path of each control's value within a condition of the draft. */
export const CONDITION_PATHS: Readonly<Record<ConditionField, string>> = {
  indicator: "indicator.name",
  indicator_ut: "indicator.ut",
  value: "indicator.value",
  zone_value: "indicator.zone_value",
  x1_day: "indicator.x1.x",
  x1_price: "indicator.x1.y",
  x2_day: "indicator.x2.x",
  x2_price: "indicator.x2.y",
  direction: "close.direction",
  close_ut: "close.ut",
  spread: "close.spread",
  element: "element",
};

/** A condition for the draft's schema, with numbers read as typed. */
export function conditionInput(values: ConditionValues): unknown {
  return {
    indicator: indicatorInput(values),
    close: { direction: values.direction, ut: values.close_ut, spread: spreadInput(values) },
    element: values.element === "any" ? null : values.element,
  };
}

function indicatorInput(values: ConditionValues): unknown {
  const base = { name: values.indicator, ut: values.indicator_ut };
  switch (values.indicator) {
    case "polarite":
      return { ...base, value: typedNumber(values.value) };
    case "zone":
      return {
        ...base,
        value: typedNumber(values.value),
        zone_value: typedNumber(values.zone_value),
      };
    case "inclined":
      return {
        ...base,
        x1: { x: values.x1_day, y: typedNumber(values.x1_price) },
        x2: { x: values.x2_day, y: typedNumber(values.x2_price) },
      };
    default:
      return base;
  }
}

/** A hidden field cannot be corrected, so an invalid spread in it counts as 0. */
function spreadInput(values: ConditionValues): number | undefined {
  const typed = typedNumber(values.spread);
  if (fieldsOf(values.indicator).spread || typed === undefined) return typed;
  return typed >= 0 ? typed : 0;
}

/** The control values of a stored condition. */
export function conditionValuesOf({ indicator, close, element }: Condition): ConditionValues {
  const line =
    indicator.name === "inclined"
      ? {
          x1_day: indicator.x1.x,
          x1_price: typedText(indicator.x1.y),
          x2_day: indicator.x2.x,
          x2_price: typedText(indicator.x2.y),
        }
      : {};
  return {
    ...BLANK_CONDITION,
    ...line,
    indicator: indicator.name,
    indicator_ut: indicator.ut,
    value: "value" in indicator ? typedText(indicator.value) : "",
    zone_value: indicator.name === "zone" ? typedText(indicator.zone_value) : "",
    direction: close.direction,
    close_ut: close.ut,
    spread: typedText(close.spread),
    element: element ?? "any",
  };
}

/** Which further fields the indicator's condition reads. */
export function fieldsOf(indicator: IndicatorName): {
  readonly level: boolean;
  readonly zone: boolean;
  readonly line: boolean;
  readonly spread: boolean;
  readonly element: boolean;
} {
  return {
    level: indicator === "polarite",
    zone: indicator === "zone",
    line: indicator === "inclined",
    // Same rules as the engine: a combo uses only its direction, and a zone has its own width.
    spread: indicator !== "combo" && indicator !== "zone",
    element: indicator !== "combo",
  };
}
