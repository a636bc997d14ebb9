import type { WorkflowSummary } from "@bellwether/core/api";
import { type Session, sessionOf, UNIT_TIMES } from "@bellwether/core/market";
import { DAY_SECONDS, type Instant, WEEK_SECONDS } from "@bellwether/core/time";
import { INDICATOR_LABELS, INDICATOR_WORDS, workflowStatus } from "@bellwether/core/workflow";
import { folded, searchWords } from "../../ui/search-words.ts";
import type { ListColumn, ListFilters, ListSort } from "./list-search.ts";
import { unitTimeWords } from "./words.ts";

/** Prefer the last order's session: only the instrument's data show that it trades around the
 *  clock. */
export function sessionOfRow(workflow: WorkflowSummary): Session {
  return workflow.last_order_market ?? sessionOf(workflow);
}

/** The rows that pass every filter. Search words match in any order in name, instruments, indicators
 *  and tags, ignoring case. */
export function filterRows(
  rows: readonly WorkflowSummary[],
  filters: ListFilters,
  asOf: Instant,
): readonly WorkflowSummary[] {
  const words = searchWords(filters.q);
  return rows.filter(
    (row) =>
      (filters.status === undefined || workflowStatus(row, asOf) === filters.status) &&
      (filters.index === undefined || row.index === filters.index || row.cfd === filters.index) &&
      (filters.indicator === undefined || reads(row, filters.indicator)) &&
      (filters.mode === undefined || row.dry_run === (filters.mode === "dry")) &&
      (filters.last === undefined || hasLastOrder(row, filters.last, asOf)) &&
      (filters.tag === undefined || row.tags.includes(filters.tag)) &&
      (words.length === 0 || matches(row, words)),
  );
}

function reads(row: WorkflowSummary, indicator: ListFilters["indicator"]): boolean {
  return (
    row.indicator === indicator ||
    row.other_indicators.some((other) => other.indicator === indicator)
  );
}

function hasLastOrder(row: WorkflowSummary, last: "24h" | "7d" | "never", asOf: Instant): boolean {
  const at = row.last_order_timestamp;
  if (last === "never" || at === null) return last === "never" && at === null;
  return at > asOf - (last === "24h" ? DAY_SECONDS : WEEK_SECONDS);
}

/** Of each row as it was received: thousands are searched at each keystroke. */
const searchTexts = new WeakMap<WorkflowSummary, string>();

function matches(row: WorkflowSummary, words: readonly string[]): boolean {
  const text = searchTexts.get(row) ?? searchText(row);
  searchTexts.set(row, text);
  return words.every((word) => text.includes(word));
}

function searchText(row: WorkflowSummary): string {
  const indicators = [row, ...row.other_indicators].map(({ indicator, ut }) =>
    indicator === null
      ? ""
      : `${INDICATOR_LABELS[indicator]} ${INDICATOR_WORDS[indicator]} ${ut === null ? "" : unitTimeWords(ut)}`,
  );
  return folded([row.name, row.index, row.cfd, ...indicators, ...row.tags].join(" "));
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** Sorted rows. Missing values come last in both directions; ties are ordered by name, then by
 *  id, so that the result does not depend on the order of arrival. */
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
      return workflowStatus(row, asOf);
    case "mode":
      return row.dry_run ? "dry" : "live";
    case "now":
      return nowKey(row.now);
    case "last_order":
      return row.last_order_timestamp;
    case "signals":
      return signalCount(row);
    case "score":
      return row.score?.hit_rate.value ?? null;
    case "ut":
      return row.ut === null ? null : utRank(row.ut);
    default:
      return row[column];
  }
}

/** Conditions that hold first, then by distance from holding. */
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

/** Signals of the last seven days. */
function signalCount({ signals_per_day }: Pick<WorkflowSummary, "signals_per_day">): number {
  return signals_per_day.reduce((sum, count) => sum + count, 0);
}

/** The rows of one instrument together, in the order of their names; within one as they were. */
export function groupRows(rows: readonly WorkflowSummary[]): readonly WorkflowSummary[] {
  return rows.toSorted((one, other) => collator.compare(one.cfd, other.cfd));
}

/** All tags in the list, for the filter. */
export function tagsOf(rows: readonly WorkflowSummary[]): readonly string[] {
  return [...new Set(rows.flatMap(({ tags }) => tags))].sort(collator.compare);
}

/** All instruments in the list, for the filter. */
export function instrumentsOf(rows: readonly WorkflowSummary[]): readonly string[] {
  return [...new Set(rows.flatMap((row) => [row.index, row.cfd]))].sort(collator.compare);
}
