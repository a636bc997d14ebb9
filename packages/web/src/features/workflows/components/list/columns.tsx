import type { WorkflowSummary } from "@bellwether/core/api";
import type { Instant } from "@bellwether/core/time";
import { INDICATOR_LABELS } from "@bellwether/core/workflow";
import { Link } from "@tanstack/react-router";
import { calendarDay } from "../../../../time/zone.ts";
import { Badge, ModeBadge, QuietState } from "../../../../ui/badge.tsx";
import type { DataColumn } from "../../../../ui/data-table.tsx";
import { statusOf } from "../../list-rows.ts";
import type { Status } from "../../list-search.ts";
import { nowWords } from "../../now-words.ts";
import { unitTimeWords } from "../../words.ts";
import { SnoozeBadge } from "../snooze-badge.tsx";
import { LastOrder } from "./last-order.tsx";
import styles from "./list.module.css";

/** The columns of the list. Their ids are used in the address (list-search.ts). */
export function listColumns(asOf: Instant): readonly DataColumn<WorkflowSummary>[] {
  return [
    {
      id: "name",
      header: "Name",
      meta: { card: "title" },
      cell: ({ row }) => (
        <Link
          to="/workflows/$id"
          params={{ id: row.original.id }}
          search={(search) => search}
          state={{ opener: "page" }}
          resetScroll={false}
          className={styles["name"]}
        >
          {row.original.name}
        </Link>
      ),
    },
    { id: "index", header: "Index", cell: ({ row }) => row.original.index },
    { id: "cfd", header: "CFD", cell: ({ row }) => row.original.cfd },
    {
      id: "status",
      header: "Status",
      cell: ({ row }) => (
        <>
          <StatusBadge status={statusOf(row.original, asOf)} />{" "}
          {row.original.now?.reason === "unknown instrument" && (
            <Badge tone="sell">Unknown instrument</Badge>
          )}{" "}
          <SnoozeBadge snooze={row.original.snooze} />
        </>
      ),
    },
    {
      id: "mode",
      header: "Mode",
      cell: ({ row }) => <ModeBadge dryRun={row.original.dry_run} />,
    },
    {
      id: "indicator",
      header: "Indicator",
      cell: ({ row }) => indicatorWords(row.original),
    },
    {
      id: "ut",
      header: "Unit time",
      cell: ({ row }) => (row.original.ut === null ? null : unitTimeWords(row.original.ut)),
    },
    {
      id: "end_date",
      header: "End date",
      cell: ({ row }) => <EndDate day={row.original.end_date} />,
    },
    {
      id: "now",
      header: "Now",
      help: "now",
      cell: ({ row }) => <NowCell workflow={row.original} />,
    },
    {
      id: "last_order",
      header: "Last order",
      meta: { card: "lead" },
      cell: ({ row }) => <LastOrder workflow={row.original} asOf={asOf} />,
    },
  ];
}

/** `MA50`, or `MA50 +1` where there is another condition. */
function indicatorWords({ indicator, other_indicators: others }: WorkflowSummary): string | null {
  if (indicator === null) return null;
  const label = INDICATOR_LABELS[indicator];
  return others.length === 0 ? label : `${label} +${others.length}`;
}

export const STATUS_WORDS: Readonly<Record<Status, string>> = {
  enabled: "Enabled",
  disabled: "Disabled",
  expired: "Expired",
  broken: "Broken",
};

const STATUS_TONES = {
  disabled: "neutral",
  expired: "warn",
  broken: "sell",
} as const;

export function StatusBadge({ status }: { readonly status: Status }) {
  if (status === "enabled") return <QuietState>{STATUS_WORDS[status]}</QuietState>;
  return <Badge tone={STATUS_TONES[status]}>{STATUS_WORDS[status]}</Badge>;
}

const NOW_TONES = { holds: "info", near: "warn", bad: "sell" } as const;

/** The state at the newest run. Only states that need attention are shown as a pill. */
function NowCell({ workflow }: { readonly workflow: WorkflowSummary }) {
  if (workflow.now === null) return null;
  const now = nowWords(workflow.now, workflow.last_order_price_decimals ?? 2);
  return (
    <span title={now.detail ?? undefined}>
      {now.tone === "quiet" ? (
        <span className={styles["none"]}>{now.words}</span>
      ) : (
        <Badge tone={NOW_TONES[now.tone]}>{now.words}</Badge>
      )}
    </span>
  );
}

function EndDate({ day }: { readonly day: string | null }) {
  if (day === null) return null;
  return (
    <span className={styles["endDate"]}>
      <span className={styles["until"]}>until </span>
      {calendarDay(day)}
    </span>
  );
}
