import { numberText, priceText } from "../market/number-text.ts";
import type { Move, Outcome } from "./outcome.ts";
import type { Figure, Score } from "./score.ts";

/** The outcome of an order in a few words: `filled at 18,486.00, +35.20 after 1 d`. `decimals` are
 *  those of the instrument; with a `locale` numbers are grouped as there. */
export function outcomeText(outcome: Outcome, decimals: number, locale?: string): string {
  switch (outcome.kind) {
    case "waiting":
      return "not filled so far";
    case "not_filled":
      return "not filled";
    case "filled": {
      const { fill_price, after, latest } = outcome;
      const filled = `filled at ${priceText(fill_price, decimals, locale)}`;
      return after.d1 === null
        ? `${filled}, open, ${pointsText(latest, decimals, locale)} so far`
        : `${filled}, ${pointsText(after.d1, decimals, locale)} after 1 d`;
    }
  }
}

/** Whether a filled order gained: after one session day, or so far while that is not over. Null if
 *  it did not fill, or did not move. */
export function outcomeSign(outcome: Outcome): "gain" | "loss" | null {
  if (outcome.kind !== "filled") return null;
  const { points } = outcome.after.d1 ?? outcome.latest;
  if (points === 0) return null;
  return points > 0 ? "gain" : "loss";
}

/** The outcomes of several orders in one line:
 *  `12 signals: 92 % filled (of 12), 60 % gained after 1 d (of 10), median +12.30 points (of 10)`. */
export function scoreText(score: Score, decimals: number, locale?: string): string {
  const { signals, fill_rate, hit_rate, median_points, worst_points } = score;
  const counted = `${numberText(signals, locale)} ${signals === 1 ? "signal" : "signals"}`;
  if (signals === 0) return counted;
  // The worst move is taken over all filled orders, so that its count is theirs.
  const filled = `${numberText(worst_points.of, locale)} filled`;
  if (fill_rate.value === null) return `${counted}, ${filled}: too few to say`;
  const share = (value: number, what: string) => `${percentText(value, locale)} ${what}`;
  const median = (value: number) =>
    `median ${pointsText({ points: value }, decimals, locale)} points`;
  const figures = [
    figureText(fill_rate, (value) => share(value, "filled")),
    ...(hit_rate.value === null
      ? []
      : [figureText(hit_rate, (value) => share(value, "gained after 1 d"))]),
    ...(median_points.value === null ? [] : [figureText(median_points, median)]),
  ];
  return `${counted}: ${figures.join(", ")}`;
}

/** Formats a figure without its label. With too few orders, the text states this. */
export function figureText({ value, of }: Figure, text: (value: number) => string): string {
  return value === null ? `too few to say (${of})` : `${text(value)} (of ${of})`;
}

/** `0.6` as `60 %`. */
export function percentText(share: number, locale?: string): string {
  return `${numberText(Math.round(100 * share), locale)} %`;
}

/** `+35.20`, `−12.00`, `0.00`. */
export function pointsText(
  { points }: Pick<Move, "points">,
  decimals: number,
  locale?: string,
): string {
  const digits = priceText(Math.abs(points), decimals, locale);
  if (Math.abs(points) < 0.5 * 10 ** -decimals) return digits;
  return `${points > 0 ? "+" : "−"}${digits}`;
}
