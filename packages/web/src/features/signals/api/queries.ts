import { orderOutcomesSchema, type SignalList, signalListSchema } from "@bellwether/core/api";
import {
  type InfiniteData,
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
} from "@tanstack/react-query";
import { pageOf } from "../../../api/older-pages.ts";
import { requestList } from "../../../api/request-list.ts";

const PAGE = 100;
/** The most rows that the API sends at once. */
const LARGEST_PAGE = 500;

export type Signal = SignalList["signals"][number];

/** The signals of all workflows within seven days, newest first. */
export const signalsQuery = infiniteQueryOptions({
  queryKey: ["signals", "list"],
  queryFn: ({ pageParam, queryKey, client, signal }) =>
    pageOf(client.getQueryData<InfiniteData<SignalList>>(queryKey), pageParam, "signals", () =>
      requestList(signalListSchema, "signals", `/signals?${pageQuery(pageParam, PAGE)}`, signal),
    ),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next_cursor,
});

/** The outcomes of one page of signals by their ids; separate, because the list must not wait for
 *  the market. */
export const signalOutcomesQuery = (cursor: string | null) =>
  queryOptions({
    queryKey: ["signals", "outcomes", cursor],
    queryFn: async ({ client, signal }) => {
      const limit = cursor === null ? firstPageLimit(client) : PAGE;
      const path = `/signals/outcomes?${pageQuery(cursor, limit)}`;
      const { outcomes } = await requestList(orderOutcomesSchema, "outcomes", path, signal);
      return new Map(outcomes.map((each) => [each.id, each.outcome]));
    },
  });

/** The first page grows while others follow it. The same address then has the outcomes of all its
 *  rows, so that only what changes in them is sent. */
function firstPageLimit(client: QueryClient): number {
  const pages = client.getQueryData(signalsQuery.queryKey)?.pages ?? [];
  return pages.length > 1 ? LARGEST_PAGE : PAGE;
}

function pageQuery(cursor: string | null, limit: number): URLSearchParams {
  return new URLSearchParams({ limit: String(limit), ...(cursor !== null && { cursor }) });
}
