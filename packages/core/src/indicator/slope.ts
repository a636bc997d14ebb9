import { IndicatorError } from "./indicator-error.ts";
import { roundDecimal } from "./rounding.ts";

/** Slope of the line from (x1, y1) to (x2, y2), as a percentage of y2, times 100, rounded to 5
 *  decimals. Throws `IndicatorError` `zero-price` when y2 is 0. */
export function slopePercentage(x1: number, y1: number, x2: number, y2: number): number {
  if (y2 === 0) throw new IndicatorError("zero-price", "a slope is a percentage of a price of 0");
  const rise = 100 - y1 * (100 / y2);
  return roundDecimal((rise / (x2 - x1)) * 100, 5);
}
