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

/** Said in words as well as in colour. */
export function DirectionBadge({ direction }: { readonly direction: "BUY" | "SELL" }) {
  return (
    <Badge tone={direction === "BUY" ? "buy" : "sell"}>
      {direction === "BUY" ? "Buy" : "Sell"}
    </Badge>
  );
}

export function ModeBadge({ dryRun }: { readonly dryRun: boolean }) {
  return <Badge tone={dryRun ? "neutral" : "info"}>{dryRun ? "Dry run" : "Live"}</Badge>;
}
