import type { InfiniteData } from "@tanstack/react-query";

type Page<Rows extends string> = Readonly<{ next_cursor: string | null }> &
  Readonly<Record<Rows, readonly Readonly<{ id: string }>[]>>;

/** Above this number of rows, the first page begins anew, and the pages after it are read again. */
const LARGEST_FIRST_PAGE = 500;

/** One page of a list, newest first, whose rows do not change once they are listed: only the first page
 *  is asked for again. It keeps the rows that newer ones pushed out of it, so the pages after it stay as
 *  they are. `known` is what the page had before, `rows` the field that has the rows. */
export async function pageOf<Rows extends string, List extends Page<Rows>>(
  known: InfiniteData<List> | undefined,
  cursor: string | null,
  rows: Rows,
  read: () => Promise<List>,
): Promise<List> {
  if (cursor !== null) return known?.pages[known.pageParams.indexOf(cursor)] ?? read();
  const newest = await read();
  const [first, ...older] = known?.pages ?? [];
  return first === undefined || older.length === 0 ? newest : grown(newest, first, rows);
}

function grown<Rows extends string, List extends Page<Rows>>(
  newest: List,
  before: List,
  rows: Rows,
): List {
  const last = newest[rows].at(-1)?.id;
  const place = before[rows].findIndex(({ id }) => id === last);
  const all = [...newest[rows], ...before[rows].slice(place + 1)];
  // Without a common row, there may be others in between.
  if (place < 0 || newest.next_cursor === null || all.length > LARGEST_FIRST_PAGE) return newest;
  return { ...newest, [rows]: all, next_cursor: before.next_cursor };
}
