import { INDICATOR_NAMES } from "@bellwether/core/workflow";
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
  "last_order",
] as const;
export type ListColumn = (typeof LIST_COLUMNS)[number];

export const STATUSES = ["enabled", "disabled", "expired", "broken"] as const;
export type Status = (typeof STATUSES)[number];

/** Rows per page. `all` renders only rows near the window, so that thousands stay smooth. */
export const PAGE_SIZES = ["20", "50", "100", "all"] as const;

/** The search parameters of the list. An invalid parameter counts as absent, so that an old or
 *  hand-written address still shows the list. */
export const listSearchSchema = z.object({
  q: z.coerce.string().max(200).optional().catch(undefined),
  status: z.enum(STATUSES).optional().catch(undefined),
  index: z.coerce.string().max(100).optional().catch(undefined),
  indicator: z.enum(INDICATOR_NAMES).optional().catch(undefined),
  mode: z.enum(["dry", "live"]).optional().catch(undefined),
  last: z.enum(["24h", "7d", "never"]).optional().catch(undefined),
  sort: z.enum(LIST_COLUMNS).optional().catch(undefined),
  dir: z.enum(["asc", "desc"]).optional().catch(undefined),
  page: z.coerce.number().int().positive().optional().catch(undefined),
  size: z.enum(PAGE_SIZES).optional().catch(undefined),
});
export type ListSearch = z.output<typeof listSearchSchema>;

export type ListFilters = Pick<
  ListSearch,
  "q" | "status" | "index" | "indicator" | "mode" | "last"
>;

export type ListSort = Readonly<{ column: ListColumn; descending: boolean }>;

/** The default sort: the latest order first. */
export function sortOf(search: ListSearch): ListSort {
  if (search.sort === undefined) return { column: "last_order", descending: true };
  return { column: search.sort, descending: search.dir === "desc" };
}

/** The address after a click on a column head: sorted by that column, ascending first
 *  (descending for the last order), then reversed. A new sort returns to the first page. */
export function sortedBy(search: ListSearch, column: ListColumn): ListSearch {
  const current = sortOf(search);
  const isSame = current.column === column;
  const descending = isSame ? !current.descending : column === "last_order";
  return { ...search, sort: column, dir: descending ? "desc" : "asc", page: undefined };
}

/** The address after a change of filters, which returns to the first page. */
export function filteredBy(search: ListSearch, change: Partial<ListFilters>): ListSearch {
  const next = { ...search, ...change, page: undefined };
  return { ...next, q: next.q === "" ? undefined : next.q };
}

export function hasFilters(search: ListSearch): boolean {
  return [search.q, search.status, search.index, search.indicator, search.mode, search.last].some(
    (filter) => filter !== undefined,
  );
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
