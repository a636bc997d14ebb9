import { type Outcome, outcomeText, pointsText } from "@bellwether/core/outcome";
import { NUMBER_LOCALE } from "./locale.ts";

/** The outcome of an order, in the same words in every list of orders, with its moves at all horizons
 *  on hover. Empty until it is known. */
export function OutcomeWords(props: {
  readonly outcome: Outcome | undefined;
  readonly decimals: number;
}) {
  const { outcome, decimals } = props;
  if (outcome === undefined) return null;
  return (
    <span title={horizonWords(outcome, decimals)}>
      {outcomeText(outcome, decimals, NUMBER_LOCALE)}
    </span>
  );
}

function horizonWords(outcome: Outcome, decimals: number): string | undefined {
  if (outcome.kind !== "filled") return undefined;
  const { after, best, worst } = outcome;
  const words = (move: typeof best | null) =>
    move === null ? "not yet" : pointsText(move, decimals, NUMBER_LOCALE);
  return [
    `After 1 h ${words(after.h1)}, 4 h ${words(after.h4)}, 1 d ${words(after.d1)}, 5 d ${words(after.d5)}`,
    `best ${words(best)}, worst ${words(worst)}`,
    "in points, before costs; no broker filled it",
  ].join("; ");
}
