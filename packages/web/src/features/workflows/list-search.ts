import { INDICATOR_NAMES, WORKFLOW_STATUSES } from "@bellwether/core/workflow";
import * as z from "zod";

export const LIST_COLUMNS = [
  "name",
  "index",
  "cfd",
  "status",
  "mode",
  "indicator",
  "ut",
  "end_date",
  "now",
  "signals",
  "score",
  "last_order",
] as const;
export type ListColumn = (typeof LIST_COLUMNS)[number];

/** Rows per page. `all` renders only rows near the window, so that thousands stay smooth. */
export const PAGE_SIZES = ["20", "50", "100", "all"] as const;

/** The search parameters of the list. An invalid parameter counts as absent, so that an old or
 *  hand-written address still shows the list. */
export const listSearchSchema = z.object({
  q: z.coerce.string().max(200).optional().catch(undefined),
  status: z.enum(WORKFLOW_STATUSES).optional().catch(undefined),
  index: z.coerce.string().max(100).optional().catch(undefined),
  indicator: z.enum(INDICATOR_NAMES).optional().catch(undefined),
  mode: z.enum(["dry", "live"]).optional().catch(undefined),
  last: z.enum(["24h", "7d", "never"]).optional().catch(undefined),
  tag: z.coerce.string().max(100).optional().catch(undefined),
  group: z.literal("instrument").optional().catch(undefined),
  /** Columns that are not shown, separated by commas; without it, mode and end date. */
  hide: z.coerce.string().max(200).optional().catch(undefined),
  sort: z.enum(LIST_COLUMNS).optional().catch(undefined),
  dir: z.enum(["asc", "desc"]).optional().catch(undefined),
  page: z.coerce.number().int().positive().optional().catch(undefined),
  size: z.enum(PAGE_SIZES).optional().catch(undefined),
});
export type ListSearch = z.output<typeof listSearchSchema>;

export type ListFilters = Pick<
  ListSearch,
  "q" | "status" | "index" | "indicator" | "mode" | "last" | "tag"
>;

/** The filters beside the words of the search. */
export const FILTERS = ["status", "index", "indicator", "mode", "last", "tag"] as const;
export type FilterName = (typeof FILTERS)[number];

/** Columns that can be hidden. The others say which workflow it is, and whether it runs. */
export const OPTIONAL_COLUMNS = [
  "mode",
  "indicator",
  "end_date",
  "now",
  "signals",
  "score",
] as const satisfies readonly ListColumn[];
export type OptionalColumn = (typeof OPTIONAL_COLUMNS)[number];

const HIDDEN_AT_FIRST = "mode,end_date";

export function hiddenColumns(search: ListSearch): ReadonlySet<string> {
  return new Set((search.hide ?? HIDDEN_AT_FIRST).split(","));
}

/** The address after a column was hidden or shown. */
export function withColumn(
  search: ListSearch,
  column: OptionalColumn,
  isShown: boolean,
): ListSearch {
  const hidden = OPTIONAL_COLUMNS.filter((each) =>
    each === column ? !isShown : hiddenColumns(search).has(each),
  );
  const hide = hidden.join(",");
  return { ...search, hide: hide === HIDDEN_AT_FIRST ? undefined : hide || "none" };
}

export type ListSort = Readonly<{ column: ListColumn; descending: boolean }>;

/** The default sort: the latest order first. */
export function sortOf(search: ListSearch): ListSort {
  if (search.sort === undefined) return { column: "last_order", descending: true };
  return { column: search.sort, descending: search.dir === "desc" };
}

const HIGHEST_FIRST: ReadonlySet<ListColumn> = new Set(["signals", "score", "last_order"]);

/** The address after a click on a column head: sorted by that column, ascending first
 *  (descending for orders, signals and scores), then reversed. A new sort returns to the first page. */
export function sortedBy(search: ListSearch, column: ListColumn): ListSearch {
  const current = sortOf(search);
  const isSame = current.column === column;
  const descending = isSame ? !current.descending : HIGHEST_FIRST.has(column);
  return { ...search, sort: column, dir: descending ? "desc" : "asc", page: undefined };
}

/** The address after a change of filters, which returns to the first page. */
export function filteredBy(search: ListSearch, change: Partial<ListFilters>): ListSearch {
  const next = { ...search, ...change, page: undefined };
  return { ...next, q: next.q === "" ? undefined : next.q };
}

/** Rows per page, and the page clamped to existing ones: filters may have removed it. */
export function pageOf(
  search: ListSearch,
  rowCount: number,
): { readonly size: number; readonly page: number; readonly pageCount: number } {
  const size = search.size === "all" ? Math.max(rowCount, 1) : Number(search.size ?? "20");
  const pageCount = Math.max(1, Math.ceil(rowCount / size));
  return { size, pageCount, page: Math.min(search.page ?? 1, pageCount) };
}
