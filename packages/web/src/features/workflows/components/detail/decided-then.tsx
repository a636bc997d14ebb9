import type { Explain } from "@bellwether/core/api";
import { Notice } from "../../../../ui/notice.tsx";
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
        <Notice tone="warn">{DIFFERS[decided.differs]}</Notice>
      )}
    </>
  );
}

const DIFFERS: Readonly<Record<NonNullable<Decided["differs"]>, string>> = {
  "candles corrected since":
    "The market corrected its candles since. On today’s candles it comes to what follows.",
  "workflow edited since":
    "The workflow was edited since. By its rule of today it comes to what follows.",
};
