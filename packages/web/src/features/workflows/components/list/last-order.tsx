import type { WorkflowSummary } from "@bellwether/core/api";
import type { Instant } from "@bellwether/core/time";
import { Ago } from "../../../../time/moment.tsx";
import { Badge, DirectionBadge } from "../../../../ui/badge.tsx";
import { price, quantityWords } from "../../../../ui/number.ts";
import { sessionOfRow } from "../../list-rows.ts";
import styles from "./list.module.css";

/** Time, direction, quantity and price; `-` if there is no order. */
export function LastOrder({
  workflow,
  asOf,
}: {
  readonly workflow: WorkflowSummary;
  readonly asOf: Instant;
}) {
  const {
    last_order_timestamp: at,
    last_order_direction: direction,
    last_order_quantity: quantity,
    last_order_price: value,
  } = workflow;
  if (at === null || direction === null || quantity === null || value === null) {
    return (
      <span className={styles["none"]}>
        <span aria-hidden="true">-</span>
        <span className="visually-hidden">no order</span>
      </span>
    );
  }
  return (
    <span className={styles["lastOrder"]}>
      <span className={styles["ago"]}>
        <Ago at={at} asOf={asOf} session={sessionOfRow(workflow)} />
      </span>
      <DirectionBadge direction={direction} />
      <span className={styles["figure"]}>{quantityWords(quantity)}</span>
      <span className={styles["none"]}>@</span>
      <span className={styles["figure"]}>
        {price(value, workflow.last_order_price_decimals ?? 2)}
      </span>
      {workflow.last_order_dry_run === true && !workflow.dry_run && (
        <Badge tone="neutral">Dry run</Badge>
      )}
    </span>
  );
}
