import type { Move, Outcome } from "./outcome.ts";
import type { Figure } from "./score.ts";

/** The outcome of an order in a few words: `filled at 18,486.00, +35.20 after 1 d`. `decimals` are
 *  those of the instrument. */
export function outcomeText(outcome: Outcome, decimals: number): string {
  switch (outcome.kind) {
    case "waiting":
      return "not filled so far";
    case "not_filled":
      return "not filled";
    case "filled": {
      const { fill_price, after, latest } = outcome;
      const filled = `filled at ${fill_price.toFixed(decimals)}`;
      return after.d1 === null
        ? `${filled}, ${pointsText(latest, decimals)} so far`
        : `${filled}, ${pointsText(after.d1, decimals)} after 1 d`;
    }
  }
}

/** Formats a figure without its label. With too few orders, the text says so. */
export function figureText({ value, of }: Figure, text: (value: number) => string): string {
  return value === null ? `too few to say (${of})` : `${text(value)} (of ${of})`;
}

/** `+35.20`, `−12.00`, `0.00`. */
export function pointsText({ points }: Pick<Move, "points">, decimals: number): string {
  const digits = Math.abs(points).toFixed(decimals);
  if (Number(digits) === 0) return digits;
  return `${points > 0 ? "+" : "−"}${digits}`;
}
