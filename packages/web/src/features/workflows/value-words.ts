import type { IndicatorValue } from "@bellwether/core/workflow";
import { price } from "../../ui/number.ts";

/** An indicator's value in words: a level, a zone or a combo. */
export function valueWords(value: IndicatorValue, decimals: number): string {
  if (value === null) return "none";
  if (typeof value === "number") return price(value, decimals);
  if (Array.isArray(value)) return `${price(value[0], decimals)} to ${price(value[1], decimals)}`;
  return `${value.strength} ${value.direction.toLowerCase()} combo at ${price(value.price, decimals)}`;
}
