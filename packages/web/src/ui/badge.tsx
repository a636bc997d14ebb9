import type { ReactNode } from "react";
import styles from "./badge.module.css";

export type BadgeTone = "neutral" | "buy" | "sell" | "warn" | "info";

export function Badge({
  tone,
  children,
}: {
  readonly tone: BadgeTone;
  readonly children: ReactNode;
}) {
  return <span className={`${styles["badge"]} ${styles[tone]}`}>{children}</span>;
}

/** The meaning is in the text as well as in the colour. */
export function DirectionBadge({ direction }: { readonly direction: "BUY" | "SELL" }) {
  return (
    <Badge tone={direction === "BUY" ? "buy" : "sell"}>
      {direction === "BUY" ? "Buy" : "Sell"}
    </Badge>
  );
}

/** The normal state is unmarked; only dry run is marked. It is not called "live", because a
 *  recorded or simulated market is not live. */
export function ModeBadge({ dryRun }: { readonly dryRun: boolean }) {
  if (dryRun) return <Badge tone="neutral">Dry run</Badge>;
  return <span className={styles["quiet"]}>Real</span>;
}

/** A normal state: a dot and grey text. */
export function QuietState({ children }: { readonly children: ReactNode }) {
  return (
    <span className={styles["quiet"]}>
      <i className={styles["dot"]} aria-hidden="true" />
      {children}
    </span>
  );
}
