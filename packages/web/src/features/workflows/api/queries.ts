import {
  chartSchema,
  explainSchema,
  orderHistorySchema,
  workflowDetailSchema,
  workflowListSchema,
  workflowOutcomesSchema,
} from "@bellwether/core/api";
import type { UnitTime } from "@bellwether/core/market";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { request } from "../../../api/request.ts";

/** TanStack Query pauses an interval while the tab is hidden, and refetches on return. */
const LIST_REFRESH_MS = 60_000;
const HISTORY_REFRESH_MS = 30_000;
const HISTORY_PAGE = 20;

const workflowPath = (id: string) => `/workflows/${encodeURIComponent(id)}`;

/** All workflows in one response: the browser sorts, filters and paginates. */
export const listQuery = queryOptions({
  queryKey: ["workflows", "list"],
  queryFn: ({ signal }) => request(workflowListSchema, "/workflows", { signal, revalidate: true }),
  refetchInterval: LIST_REFRESH_MS,
});

export const detailQuery = (id: string) =>
  queryOptions({
    queryKey: ["workflows", "detail", id],
    queryFn: ({ signal }) => request(workflowDetailSchema, workflowPath(id), { signal }),
    refetchInterval: LIST_REFRESH_MS,
  });

export const historyQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ["workflows", "orders", id],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ limit: String(HISTORY_PAGE) });
      if (pageParam !== null) query.set("cursor", pageParam);
      return request(orderHistorySchema, `${workflowPath(id)}/orders?${query}`, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: HISTORY_REFRESH_MS,
  });

/** The outcomes of the workflow's orders by their ids. */
export const outcomesQuery = (id: string) =>
  queryOptions({
    queryKey: ["workflows", "outcomes", id],
    queryFn: async ({ signal }) => {
      const path = `${workflowPath(id)}/outcomes`;
      const { outcomes } = await request(workflowOutcomesSchema, path, { signal });
      return new Map(outcomes.map((each) => [each.id, each.outcome]));
    },
    refetchInterval: LIST_REFRESH_MS,
  });

export const chartQuery = (id: string, ut: UnitTime) =>
  queryOptions({
    queryKey: ["workflows", "chart", id, ut],
    queryFn: ({ signal }) =>
      request(chartSchema, `${workflowPath(id)}/candles?ut=${ut}`, { signal }),
    refetchInterval: LIST_REFRESH_MS,
    placeholderData: keepPreviousData,
  });

export const explainQuery = (id: string) =>
  queryOptions({
    queryKey: ["workflows", "explain", id],
    queryFn: ({ signal }) => request(explainSchema, `${workflowPath(id)}/explain`, { signal }),
    refetchInterval: LIST_REFRESH_MS,
  });
