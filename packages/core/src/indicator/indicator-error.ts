/** The reason an indicator has no value: the history is too short, or a percentage of a zero price
 *  was needed. */
export type IndicatorErrorCode = "not-enough-candles" | "zero-price";

export class IndicatorError extends Error {
  readonly code: IndicatorErrorCode;
  constructor(code: IndicatorErrorCode, message: string) {
    super(message);
    this.name = "IndicatorError";
    this.code = code;
  }
}

/** Throws `IndicatorError` if there are fewer than `needed` candles. */
export function requireCandles(indicator: string, needed: number, present: number): void {
  if (present >= needed) return;
  throw new IndicatorError(
    "not-enough-candles",
    `the ${indicator} needs ${needed} candles and there are ${present}`,
  );
}
