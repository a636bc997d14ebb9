import {
  type ChartedInstrument,
  chartSchema,
  explainSchema,
  type OrderHistory,
  type OrderItem,
  orderHistorySchema,
  replaySchema,
  traceSchema,
  type WorkflowDetail,
  type WorkflowScore,
  workflowDetailSchema,
  workflowListSchema,
  workflowOutcomesSchema,
  workflowScoreSchema,
} from "@bellwether/core/api";
import type { UnitTime } from "@bellwether/core/market";
import { type Instant, toIso } from "@bellwether/core/time";
import { workflowDraftSchema } from "@bellwether/core/workflow";
import {
  type InfiniteData,
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
} from "@tanstack/react-query";
import { pageOf } from "../../../api/older-pages.ts";
import { request } from "../../../api/request.ts";
import { requestList } from "../../../api/request-list.ts";

const HISTORY_PAGE = 20;
/** The most orders that the API sends at once. */
const LARGEST_PAGE = 100;
const TRACE_REFRESH_MS = 5_000;
/** A replay costs requests of the market. */
const REPLAY_STALE_MS = 300_000;

const workflowPath = (id: string) => `/workflows/${encodeURIComponent(id)}`;

/** All workflows in one response: the browser sorts, filters and paginates. */
export const listQuery = queryOptions({
  queryKey: ["workflows", "list"],
  queryFn: ({ signal }) => requestList(workflowListSchema, "workflows", "/workflows", signal),
});

export const detailQuery = (id: string) =>
  queryOptions({
    queryKey: ["workflows", "detail", id],
    queryFn: ({ signal }) => request(workflowDetailSchema, workflowPath(id), { signal }),
  });

export const historyQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ["workflows", "orders", id],
    queryFn: ({ pageParam, queryKey, client, signal }) =>
      pageOf(client.getQueryData<InfiniteData<OrderHistory>>(queryKey), pageParam, "orders", () => {
        const query = new URLSearchParams({ limit: String(HISTORY_PAGE) });
        if (pageParam !== null) query.set("cursor", pageParam);
        return request(orderHistorySchema, `${workflowPath(id)}/orders?${query}`, {
          signal,
          revalidate: true,
        });
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

/** All orders of a workflow, for a download: the history loads them a page at a time. */
export async function allOrders(id: string): Promise<readonly OrderItem[]> {
  const orders: OrderItem[] = [];
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({ limit: String(LARGEST_PAGE) });
    if (cursor !== null) query.set("cursor", cursor);
    const page: OrderHistory = await request(
      orderHistorySchema,
      `${workflowPath(id)}/orders?${query}`,
    );
    orders.push(...page.orders);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return orders;
}

/** The path of a signal: each hop with its time. Asked again while a hop is not done. */
export const traceQuery = (orderId: string) =>
  queryOptions({
    queryKey: ["workflows", "trace", orderId],
    queryFn: ({ signal }) =>
      request(traceSchema, `/orders/${encodeURIComponent(orderId)}/trace`, { signal }),
    refetchInterval: ({ state: { data } }) =>
      data?.hops.some(({ state }) => state === "waiting") === true ? TRACE_REFRESH_MS : false,
  });

/** The outcomes of the workflow's orders by their ids. */
export const outcomesQuery = (id: string) =>
  queryOptions({
    queryKey: ["workflows", "outcomes", id],
    queryFn: async ({ signal }) => {
      const path = `${workflowPath(id)}/outcomes`;
      const { outcomes } = await requestList(workflowOutcomesSchema, "outcomes", path, signal);
      return new Map(outcomes.map((each) => [each.id, each.outcome]));
    },
  });

export const chartQuery = (id: string, ut: UnitTime, of: ChartedInstrument) =>
  queryOptions({
    queryKey: ["workflows", "chart", id, ut, of],
    queryFn: ({ signal }) =>
      request(chartSchema, `${workflowPath(id)}/candles?ut=${ut}&of=${of}`, {
        signal,
        revalidate: true,
      }),
    placeholderData: keepPreviousData,
  });

/** Why it does or does not hold, now or at an earlier instant. */
export const explainQuery = (id: string, at: Instant | null = null) =>
  queryOptions({
    queryKey: ["workflows", "explain", id, at],
    queryFn: ({ signal }) => {
      const query = at === null ? "" : `?at=${encodeURIComponent(toIso(at))}`;
      return request(explainSchema, `${workflowPath(id)}/explain${query}`, {
        signal,
        revalidate: true,
      });
    },
    placeholderData: keepPreviousData,
  });

/** The period of a score and of a replay, so that the two compare. */
export const REPLAY_DAYS = 30;

/** What the workflow's rule would have signalled in the last thirty days. */
export const replayQuery = (workflow: WorkflowDetail) =>
  queryOptions({
    queryKey: ["workflows", "replay", workflow.id, workflow.version],
    queryFn: ({ signal }) =>
      request(replaySchema, "/replay", {
        method: "POST",
        json: { workflow: workflowDraftSchema.parse(workflow), days: REPLAY_DAYS },
        signal,
      }),
    staleTime: REPLAY_STALE_MS,
  });

/** The score of the last thirty days, computed now. */
export function computeScore(id: string): Promise<WorkflowScore> {
  return request(workflowScoreSchema, `${workflowPath(id)}/score`, {});
}
