import type { Instant } from "@bellwether/core/time";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { historyQuery } from "../../api/queries.ts";

/** The orders of a workflow in pages, and as many pages as it takes to have the order of `chosen`:
 *  one that is selected on the chart may be older than those of the first page. */
export function useOrderHistory(workflowId: string, chosen: Instant | null) {
  const history = useInfiniteQuery(historyQuery(workflowId));
  const { data, hasNextPage, isFetching, fetchNextPage } = history;
  const oldest = data?.pages.at(-1)?.orders.at(-1)?.placed_at;
  const isMissing = chosen !== null && oldest !== undefined && chosen < oldest;
  useEffect(() => {
    if (isMissing && hasNextPage && !isFetching) void fetchNextPage();
  }, [isMissing, hasNextPage, isFetching, fetchNextPage]);
  return history;
}
