import { orderOutcomesSchema, type SignalList, signalListSchema } from "@bellwether/core/api";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { requestList } from "../../../api/request-list.ts";

const REFRESH_MS = 60_000;
const PAGE = 100;

export type Signal = SignalList["signals"][number];

/** The signals of all workflows within seven days, newest first. */
export const signalsQuery = infiniteQueryOptions({
  queryKey: ["signals", "list"],
  queryFn: ({ pageParam, signal }) =>
    requestList(signalListSchema, "signals", `/signals?${pageQuery(pageParam)}`, signal),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next_cursor,
  refetchInterval: REFRESH_MS,
});

/** The outcomes of one page of signals by their ids; separate, because the list must not wait for
 *  the market. */
export const signalOutcomesQuery = (cursor: string | null) =>
  queryOptions({
    queryKey: ["signals", "outcomes", cursor],
    queryFn: async ({ signal }) => {
      const path = `/signals/outcomes?${pageQuery(cursor)}`;
      const { outcomes } = await requestList(orderOutcomesSchema, "outcomes", path, signal);
      return new Map(outcomes.map((each) => [each.id, each.outcome]));
    },
    refetchInterval: REFRESH_MS,
  });

function pageQuery(cursor: string | null): URLSearchParams {
  return new URLSearchParams({ limit: String(PAGE), ...(cursor !== null && { cursor }) });
}
