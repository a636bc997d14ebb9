import type { Explain } from "@bellwether/core/api";
import { Notice } from "../../../../ui/notice.tsx";
import { price } from "../../../../ui/number.ts";
import styles from "./detail.module.css";

type Decided = NonNullable<Explain["decided"]>;

const DECIDED: Readonly<Record<Decided["outcome"], string>> = {
  signal: "it held, and an order was proposed",
  held_back: "it held, and signalled no further order",
  no_signal: "it did not hold",
  skipped: "it was skipped",
  failed: "its evaluation failed",
};

/** What the run of an earlier time decided, and why today's candles may come to something else. */
export function DecidedThen({ explain }: { readonly explain: Explain }) {
  const { decided } = explain;
  if (decided === null) {
    return (
      <p className={styles["soft"]}>
        No decision of this run is kept: it was switched off, not created yet, or no run took place.
        What follows is computed from today’s candles.
      </p>
    );
  }
  const reason = decided.reason === null ? "" : ` (${decided.reason})`;
  return (
    <>
      <p className={styles["sentence"]}>
        Decided then: {DECIDED[decided.outcome]}
        {reason}.
      </p>
      {decided.differs === null ? (
        <p className={styles["soft"]}>Computed again from today’s candles, it is the same:</p>
      ) : (
        <Notice tone="warn">
          {DIFFERS[decided.differs]}
          {figuresThen(decided, explain.price_decimals ?? 2)}
        </Notice>
      )}
    </>
  );
}

/** What the run compared: ` Then: level 22,470.00, 12.30 points away.` */
function figuresThen({ value, distance_points: distance }: Decided, decimals: number): string {
  const figures = [
    ...(value === null ? [] : [`level ${price(value, decimals)}`]),
    ...(distance === null || distance === 0 ? [] : [`${price(distance, decimals)} points away`]),
  ];
  return figures.length === 0 ? "" : ` Then: ${figures.join(", ")}.`;
}

const DIFFERS: Readonly<Record<NonNullable<Decided["differs"]>, string>> = {
  "could not be evaluated at its run":
    "It could not be evaluated then. The explanation below uses today’s candles.",
  "candles came late":
    "Candles were missing at that run and arrived later. The explanation below uses today’s candles.",
  "candles corrected since":
    "The market corrected its candles since. The explanation below uses today’s candles.",
  "workflow edited since":
    "The workflow was edited since. The explanation below uses today’s rule.",
};
