import type { WorkflowSummary } from "@bellwether/core/api";
import type { Instant } from "@bellwether/core/time";
import { INDICATOR_LABELS, type WorkflowStatus, workflowStatus } from "@bellwether/core/workflow";
import { Link } from "@tanstack/react-router";
import { calendarDay } from "../../../../time/zone.ts";
import { Badge, ModeBadge, QuietState } from "../../../../ui/badge.tsx";
import type { DataColumn } from "../../../../ui/data-table.tsx";
import { nowWords } from "../../now-words.ts";
import { unitTimeWords } from "../../words.ts";
import { SnoozeBadge } from "../snooze-badge.tsx";
import { LastOrder } from "./last-order.tsx";
import styles from "./list.module.css";
import { RowSwitch } from "./row-switch.tsx";
import { ScoreCell } from "./score-cell.tsx";
import { Sparkline } from "./sparkline.tsx";

/** Which rows are selected, and how that is changed. */
export type Selection = Readonly<{
  ids: ReadonlySet<string>;
  /** Whether all rows that pass the filters are selected. */
  isAll: boolean;
  toggle: (id: string) => void;
  toggleAll: () => void;
}>;

/** The columns of the list. Their ids are used in the address (list-search.ts). */
export function listColumns(
  asOf: Instant,
  selection: Selection,
  hidden: ReadonlySet<string>,
): readonly DataColumn<WorkflowSummary>[] {
  return [
    selectColumn(selection),
    ...ruleColumns(asOf, hidden.has("mode")),
    ...resultColumns(asOf),
  ].filter(({ id }) => !hidden.has(id));
}

function selectColumn(selection: Selection): DataColumn<WorkflowSummary> {
  return {
    id: "select",
    header: "",
    meta: { card: "select", width: 36 },
    head: (
      <input
        type="checkbox"
        aria-label="Select all that pass the filters"
        checked={selection.isAll}
        onChange={selection.toggleAll}
      />
    ),
    cell: ({ row: { original: row } }) => (
      <input
        type="checkbox"
        aria-label={`Select ${row.name}`}
        checked={selection.ids.has(row.id)}
        onChange={() => selection.toggle(row.id)}
      />
    ),
  };
}

/** Which workflow it is, and whether it runs. A dry run is marked in the status, unless the mode has a
 *  column. */
function ruleColumns(asOf: Instant, marksDryRun: boolean): readonly DataColumn<WorkflowSummary>[] {
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
          title={row.original.name}
          className={styles["name"]}
        >
          {row.original.name}
        </Link>
      ),
    },
    {
      id: "cfd",
      header: "Instrument",
      meta: { width: 182 },
      cell: ({ row }) => <Instrument workflow={row.original} />,
    },
    {
      id: "status",
      header: "Status",
      meta: { width: 112 },
      cell: ({ row }) => (
        <StatusCell workflow={row.original} asOf={asOf} marksDryRun={marksDryRun} />
      ),
    },
    {
      id: "mode",
      header: "Mode",
      meta: { width: 80 },
      cell: ({ row }) => <ModeBadge dryRun={row.original.dry_run} />,
    },
    {
      id: "indicator",
      header: "Indicator",
      meta: { isExtra: true, width: 152 },
      cell: ({ row }) =>
        row.original.indicator === null ? null : (
          <span>
            {INDICATOR_LABELS[row.original.indicator]}{" "}
            {row.original.ut !== null && (
              <span className={styles["none"]}>{unitTimeWords(row.original.ut)}</span>
            )}
            {row.original.other_indicators.length > 0 && (
              <span className={styles["none"]}> +{row.original.other_indicators.length}</span>
            )}
          </span>
        ),
    },
    {
      id: "end_date",
      header: "End date",
      meta: { width: 104 },
      cell: ({ row }) => <EndDate day={row.original.end_date} />,
    },
  ];
}

/** How near it is, and what it did. */
function resultColumns(asOf: Instant): readonly DataColumn<WorkflowSummary>[] {
  return [
    {
      id: "now",
      header: "Now",
      help: "now",
      meta: { kind: "number", width: 112 },
      cell: ({ row }) => <NowCell workflow={row.original} />,
    },
    {
      id: "signals",
      header: "7 days",
      meta: { isLabelled: true, width: 118 },
      cell: ({ row }) => <Sparkline counts={row.original.signals_per_day} />,
    },
    {
      id: "score",
      header: "Score",
      help: "score",
      meta: { isLabelled: true, width: 162 },
      cell: ({ row }) => <ScoreCell workflow={row.original} />,
    },
    {
      id: "last_order",
      header: "Last order",
      meta: { card: "lead", width: 258 },
      cell: ({ row }) => <LastOrder workflow={row.original} asOf={asOf} />,
    },
  ];
}

/** The instrument that is ordered, and the index of the indicator where that is another. */
function Instrument({ workflow: { index, cfd } }: { readonly workflow: WorkflowSummary }) {
  if (index === cfd) return cfd;
  return (
    <span title={`${cfd} on ${index}`}>
      {cfd} <span className={styles["index"]}>on {index}</span>
    </span>
  );
}

function StatusCell(props: {
  readonly workflow: WorkflowSummary;
  readonly asOf: Instant;
  readonly marksDryRun: boolean;
}) {
  const { workflow } = props;
  return (
    <span className={styles["status"]}>
      <RowSwitch workflow={workflow} />
      <RowStatus status={workflowStatus(workflow, props.asOf)} />
      {props.marksDryRun && workflow.dry_run && <ModeBadge dryRun />}
      {workflow.now?.reason === "unknown instrument" && (
        <Badge tone="sell">Unknown instrument</Badge>
      )}
      <SnoozeBadge snooze={workflow.snooze} />
    </span>
  );
}

export const STATUS_WORDS: Readonly<Record<WorkflowStatus, string>> = {
  enabled: "Enabled",
  disabled: "Disabled",
  expired: "Expired",
  broken: "Broken",
};

/** The switch shows whether a workflow is enabled; only exceptions are pills. */
function RowStatus({ status }: { readonly status: WorkflowStatus }) {
  if (status === "enabled" || status === "disabled") {
    return <span className="visually-hidden">{STATUS_WORDS[status]}</span>;
  }
  return <StatusBadge status={status} />;
}

const STATUS_TONES = {
  disabled: "neutral",
  expired: "warn",
  broken: "sell",
} as const;

export function StatusBadge({ status }: { readonly status: WorkflowStatus }) {
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
        <span className={styles["quietNow"]}>{now.words}</span>
      ) : (
        <Badge tone={NOW_TONES[now.tone]}>{now.words}</Badge>
      )}
    </span>
  );
}

function EndDate({ day }: { readonly day: string | null }) {
  if (day === null) return null;
  return (
    <span>
      <span className={styles["until"]}>until </span>
      {calendarDay(day)}
    </span>
  );
}
