import type { WorkflowSummary } from "@bellwether/core/api";
import { percentText, pointsText, scoreText } from "@bellwether/core/outcome";
import { NUMBER_LOCALE } from "../../../../ui/locale.ts";
import { number } from "../../../../ui/number.ts";
import styles from "./list.module.css";

/** Signals, share that gained and median points of the rule over thirty days. */
export function ScoreCell({ workflow }: { readonly workflow: WorkflowSummary }) {
  const { score } = workflow;
  if (score === null) return null;
  const decimals = workflow.last_order_price_decimals ?? 2;
  const { signals, hit_rate: hit, median_points: median } = score;
  const title = `Last 30 days, before costs: ${scoreText(score, decimals, NUMBER_LOCALE)}`;
  if (hit.value === null || median.value === null) {
    return (
      <span className={styles["none"]} title={title}>
        {signals === 0 ? "no signals" : `${number(signals)}, too few to say`}
      </span>
    );
  }
  return (
    <span className={styles["score"]} title={title}>
      <span className={styles["none"]}>{number(signals)}</span>
      <span>{percentText(hit.value, NUMBER_LOCALE)}</span>
      <span>{pointsText({ points: median.value }, decimals, NUMBER_LOCALE)}</span>
    </span>
  );
}
