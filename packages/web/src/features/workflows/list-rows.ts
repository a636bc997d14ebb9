import type { WorkflowSummary } from "@bellwether/core/api";
import { type Session, sessionOf, UNIT_TIMES } from "@bellwether/core/market";
import { DAY_SECONDS, type Instant, toIso, WEEK_SECONDS } from "@bellwether/core/time";
import type { ListColumn, ListFilters, ListSort, Status } from "./list-search.ts";

/** Broken beats all; what the trader switched off is disabled even when its end has passed. */
export function statusOf(workflow: WorkflowSummary, asOf: Instant): Status {
  if (workflow.problems.length > 0) return "broken";
  if (!workflow.enable) return "disabled";
  const today = toIso(asOf).slice(0, 10);
  return workflow.end_date !== null && workflow.end_date < today ? "expired" : "enabled";
}

/** Its last order knows its market best: only an instrument can say that it never closes. */
export function marketOfRow(workflow: WorkflowSummary): Session {
  return workflow.last_order_market ?? sessionOf(workflow);
}

/** The rows that pass every filter. Words of the search may be in any order, in name, index or
 *  CFD, without regard to case. */
export function filterRows(
  rows: readonly WorkflowSummary[],
  filters: ListFilters,
  asOf: Instant,
): readonly WorkflowSummary[] {
  const words = folded(filters.q ?? "")
    .split(/\s+/)
    .filter(Boolean);
  return rows.filter(
    (row) =>
      (filters.status === undefined || statusOf(row, asOf) === filters.status) &&
      (filters.index === undefined || row.index === filters.index) &&
      (filters.indicator === undefined || row.indicator === filters.indicator) &&
      (filters.mode === undefined || row.dry_run === (filters.mode === "dry")) &&
      (filters.last === undefined || hasLastOrder(row, filters.last, asOf)) &&
      (words.length === 0 || matches(row, words)),
  );
}

function hasLastOrder(row: WorkflowSummary, last: "24h" | "7d" | "never", asOf: Instant): boolean {
  const at = row.last_order_timestamp;
  if (last === "never" || at === null) return last === "never" && at === null;
  return at > asOf - (last === "24h" ? DAY_SECONDS : WEEK_SECONDS);
}

function matches(row: WorkflowSummary, words: readonly string[]): boolean {
  const text = folded(`${row.name} ${row.index} ${row.cfd}`);
  return words.every((word) => text.includes(word));
}

function folded(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** Sorted rows. What has no value comes last both ways; equals go by name, then by id, so that the
 *  order never depends on how the rows arrived. */
export function sortRows(
  rows: readonly WorkflowSummary[],
  sort: ListSort,
  asOf: Instant,
): readonly WorkflowSummary[] {
  const keyed = rows.map((row) => ({ row, key: sortKey(row, sort.column, asOf) }));
  const sign = sort.descending ? -1 : 1;
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) {
      return a.key === b.key ? byName(a.row, b.row) : a.key === null ? 1 : -1;
    }
    const order =
      typeof a.key === "number" && typeof b.key === "number"
        ? a.key - b.key
        : collator.compare(String(a.key), String(b.key));
    return order === 0 ? byName(a.row, b.row) : sign * order;
  });
  return keyed.map(({ row }) => row);
}

function sortKey(row: WorkflowSummary, column: ListColumn, asOf: Instant): string | number | null {
  switch (column) {
    case "status":
      return statusOf(row, asOf);
    case "mode":
      return row.dry_run ? "dry" : "live";
    case "now":
      return nowKey(row.now);
    case "last_order":
      return row.last_order_timestamp;
    case "ut":
      return row.ut === null ? null : utRank(row.ut);
    default:
      return row[column];
  }
}

/** What holds first, then what is nearest to holding. */
function nowKey(now: WorkflowSummary["now"]): number | null {
  if (now === null) return null;
  if (now.outcome === "signal" || now.outcome === "held_back") return -1;
  return now.distance_ranges;
}

function utRank(ut: string): number {
  const rank = UNIT_TIMES.findIndex((known) => known === ut);
  return rank === -1 ? UNIT_TIMES.length : rank;
}

function byName(a: WorkflowSummary, b: WorkflowSummary): number {
  return collator.compare(a.name, b.name) || (a.id < b.id ? -1 : 1);
}

/** Every index there is, for the filter. */
export function indexesOf(rows: readonly WorkflowSummary[]): readonly string[] {
  return [...new Set(rows.map((row) => row.index))].sort(collator.compare);
}
