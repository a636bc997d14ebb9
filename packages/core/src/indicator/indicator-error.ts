/** Why an indicator has no value: too short a history, or a price of zero where a percentage of it
 *  is asked for. */
export type IndicatorErrorCode = "not-enough-candles" | "zero-price";

export class IndicatorError extends Error {
  readonly code: IndicatorErrorCode;
  constructor(code: IndicatorErrorCode, message: string) {
    super(message);
    this.name = "IndicatorError";
    this.code = code;
  }
}

/** Throws `IndicatorError` below `needed` candles. */
export function requireCandles(indicator: string, needed: number, present: number): void {
  if (present >= needed) return;
  throw new IndicatorError(
    "not-enough-candles",
    `the ${indicator} needs ${needed} candles and there are ${present}`,
  );
}
