import type { Outcome } from "@bellwether/core/outcome";
import type { Instant } from "@bellwether/core/time";
import { Link } from "@tanstack/react-router";
import { Ago, Moment } from "../../../time/moment.tsx";
import { DirectionBadge, ModeBadge } from "../../../ui/badge.tsx";
import type { DataColumn } from "../../../ui/data-table.tsx";
import { price, quantityWords } from "../../../ui/number.ts";
import styles from "../../../ui/order-page.module.css";
import { OutcomeWords } from "../../../ui/outcome.tsx";
import type { LatestOrder } from "../api/queries.ts";

type Outcomes = ReadonlyMap<string, Outcome>;

export function orderColumns(
  asOf: Instant,
  outcomes: Outcomes,
): readonly DataColumn<LatestOrder>[] {
  return [...originColumns(asOf), ...dealColumns(outcomes)];
}

/** When it was proposed, and by which workflow. */
function originColumns(asOf: Instant): readonly DataColumn<LatestOrder>[] {
  return [
    {
      id: "placed_at",
      header: "Date",
      meta: { card: "lead", width: 240 },
      cell: ({ row: { original: order } }) => (
        <span className={styles["when"]}>
          <Moment at={order.placed_at} session={order.market} named />
          <span className={styles["ago"]}>
            <Ago at={order.placed_at} asOf={asOf} session={order.market} />
          </span>
        </span>
      ),
    },
    {
      id: "workflow",
      header: "Workflow",
      meta: { card: "title" },
      cell: ({ row: { original: order } }) => (
        <Link
          to="/workflows/$id"
          params={{ id: order.workflow_id }}
          state={{ opener: "page" }}
          title={order.workflow_name}
          className={styles["workflow"]}
        >
          {order.workflow_name}
        </Link>
      ),
    },
  ];
}

/** What was proposed, and what became of it. */
function dealColumns(outcomes: Outcomes): readonly DataColumn<LatestOrder>[] {
  return [
    {
      id: "direction",
      header: "Direction",
      meta: { width: 124 },
      cell: ({ row: { original: order } }) => (
        <span className={styles["direction"]}>
          <DirectionBadge direction={order.order_direction} />
          {order.dry_run && <ModeBadge dryRun />}
        </span>
      ),
    },
    {
      id: "quantity",
      header: "Quantity",
      meta: { kind: "number", width: 72 },
      cell: ({ row }) => quantityWords(row.original.order_quantity),
    },
    {
      id: "price",
      header: "Price",
      meta: { kind: "number", width: 92 },
      cell: ({ row: { original: order } }) => price(order.order_price, order.price_decimals),
    },
    {
      id: "outcome",
      header: "Outcome",
      help: "outcome",
      meta: { width: 268 },
      cell: ({ row: { original: order } }) => (
        <OutcomeWords outcome={outcomes.get(order.id)} decimals={order.price_decimals} />
      ),
    },
    {
      id: "asset",
      header: "Instrument",
      meta: { width: 100 },
      cell: ({ row }) => row.original.order_code,
    },
    {
      id: "type",
      header: "Type",
      meta: { width: 60 },
      cell: ({ row }) => (row.original.order_type === "LIMIT" ? "Limit" : "Stop"),
    },
    {
      id: "trigger_close",
      header: "Trigger close",
      meta: { kind: "number", width: 110 },
      cell: ({ row: { original: order } }) => price(order.trigger_close, order.price_decimals),
    },
  ];
}
