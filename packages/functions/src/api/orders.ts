import {
  type LatestOrders,
  latestOrders,
  latestOrdersSchema,
  type OrderDetail,
  type OrderHistory,
  type OrderOutcomes,
  orderDetailSchema,
  orderHistorySchema,
  orderItemSchema,
  orderOutcomesSchema,
  workflowOutcomesSchema,
} from "@bellwether/core/api";
import { MarketError, type MarketPort } from "@bellwether/core/market";
import type { OrderStore } from "@bellwether/core/order";
import { type OrderSignal, parseSignalId } from "@bellwether/core/signal";
import { type Instant, instantSchema, type MarketNow } from "@bellwether/core/time";
import type { WorkflowStore } from "@bellwether/core/workflow";
import * as z from "zod";
import { orderOutcomes } from "../handler/order-outcomes.ts";
import { noBody } from "./body.ts";
import { conditional, conditionalList, LIST_HEADERS, listAnswers } from "./conditional.ts";
import { cursorSchema, encodeCursor } from "./cursor.ts";
import { limitSchema } from "./limit.ts";
import { notFound } from "./problem.ts";
import { noQuery, type Route, route } from "./route.ts";
import { valid } from "./stored-workflow.ts";

export type OrderRouteDeps = Readonly<{
  workflows: Pick<WorkflowStore, "scan">;
  orders: Pick<OrderStore, "read" | "query" | "count">;
  market: Pick<MarketPort, "readCandles">;
  marketNow: MarketNow;
}>;

export function orderRoutes(deps: OrderRouteDeps): readonly Route[] {
  return [history(deps), outcomes(deps), latest(deps), latestOutcomes(deps), one(deps)];
}

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;

/** The count is bounded, so that a page costs the same however many orders there are. */
const MAX_COUNTED = 1_000;

/** Where the previous page ended, and the count of the first page. */
const historyCursor = z.tuple([instantSchema, z.int().nonnegative()]);
const historyQuery = z.object({
  limit: limitSchema(MAX_LIMIT).default(DEFAULT_LIMIT),
  cursor: cursorSchema(historyCursor).optional(),
});

/** One query, and for the first page one count, whether or not the workflow still exists: its orders
 *  outlive it. */
function history({ orders, marketNow }: OrderRouteDeps): Route {
  return route({
    method: "get",
    path: "/workflows/{id}/orders",
    summary: "The orders of a workflow within seven days, newest first.",
    query: historyQuery,
    headers: { "If-None-Match": "optional" },
    body: noBody,
    answers: { 200: orderHistorySchema, 304: null },
    problems: [400],
    handle: async ({ param, query: { limit, cursor }, header }) => {
      const workflow_id = param("id");
      const asOf = marketNow();
      const [before = null, counted] = cursor ?? [];
      const [page, total] = await Promise.all([
        orders.query({ workflow_id, asOf, limit, before }),
        counted ?? orders.count(workflow_id, asOf, MAX_COUNTED + 1),
      ]);
      const json: OrderHistory = {
        workflow_id,
        orders: page.orders.flatMap((order) =>
          order.kind === "valid" ? [orderItemSchema.parse(order.value)] : [],
        ),
        problems: page.orders.flatMap((order) =>
          order.kind === "broken" ? [`${order.id}: ${order.problems.join("; ")}`] : [],
        ),
        total_count: Math.min(total, MAX_COUNTED),
        total_is_capped: total > MAX_COUNTED,
        limit,
        next_cursor: page.next_before === null ? null : encodeCursor([page.next_before, total]),
        as_of: asOf,
      };
      return conditional(header("If-None-Match"), json);
    },
  });
}

/** All orders that a workflow can have: one each half-hour of seven days, and some by hand. */
const MAX_OUTCOMES = 500;

/** A separate route, because the history must not wait for the market. */
function outcomes({ orders, market, marketNow }: OrderRouteDeps): Route {
  const conditionally = conditionalList("outcomes");
  return route({
    method: "get",
    path: "/workflows/{id}/outcomes",
    summary: "The outcomes of a workflow's newest orders, derived from candles.",
    query: noQuery,
    headers: LIST_HEADERS,
    body: noBody,
    answers: listAnswers(workflowOutcomesSchema, "outcomes"),
    problems: [502],
    handle: async ({ param, header }) => {
      const workflow_id = param("id");
      const asOf = marketNow();
      const newest = { workflow_id, asOf, limit: MAX_OUTCOMES, before: null };
      const stored = (await orders.query(newest)).orders.flatMap((order) =>
        order.kind === "valid" ? [order.value] : [],
      );
      const json = { workflow_id, ...(await outcomesOf(market, stored, asOf)) };
      return conditionally(header, json);
    },
  });
}

function latestOutcomes({ workflows, market, marketNow }: OrderRouteDeps): Route {
  const conditionally = conditionalList("outcomes");
  return route({
    method: "get",
    path: "/orders/outcomes",
    summary: "The outcome of the latest order of each workflow, derived from candles.",
    query: noQuery,
    headers: LIST_HEADERS,
    body: noBody,
    answers: listAnswers(orderOutcomesSchema, "outcomes"),
    problems: [],
    handle: async ({ header }) => {
      const asOf = marketNow();
      const stored = latestOrders(await workflows.scan(), asOf);
      return conditionally(header, await outcomesByInstrument(market, stored, asOf));
    },
  });
}

type ProposedOrder = Parameters<typeof orderOutcomes>[1][number] & Pick<OrderSignal, "id">;

/** If the market does not answer for one instrument, only its orders have no outcome. */
export async function outcomesByInstrument(
  market: OrderRouteDeps["market"],
  orders: readonly ProposedOrder[],
  asOf: Instant,
): Promise<OrderOutcomes> {
  const codes = [...new Set(orders.map(({ order_code }) => order_code))];
  const found = await Promise.all(
    codes.map((code) => {
      const some = orders.filter(({ order_code }) => order_code === code);
      return outcomesOf(market, some, asOf).catch((error: unknown) => {
        if (error instanceof MarketError) return { outcomes: [] };
        throw error;
      });
    }),
  );
  return { outcomes: found.flatMap((part) => part.outcomes), as_of: asOf };
}

async function outcomesOf(
  market: OrderRouteDeps["market"],
  orders: readonly ProposedOrder[],
  asOf: Instant,
): Promise<OrderOutcomes> {
  const found = await orderOutcomes(market, orders, asOf);
  const outcomes = orders.flatMap(({ id }, position) => {
    const outcome = found[position];
    return outcome === undefined ? [] : [{ id, outcome }];
  });
  return { outcomes, as_of: asOf };
}

function latest({ workflows, marketNow }: OrderRouteDeps): Route {
  const conditionally = conditionalList("orders");
  return route({
    method: "get",
    path: "/orders",
    summary: "The latest order of each workflow within seven days, newest first.",
    query: noQuery,
    headers: LIST_HEADERS,
    body: noBody,
    answers: listAnswers(latestOrdersSchema, "orders"),
    problems: [],
    handle: async ({ header }) => {
      const asOf = marketNow();
      const orders = latestOrders(await workflows.scan(), asOf);
      const json: LatestOrders = { orders, total: orders.length, as_of: asOf };
      return conditionally(header, json);
    },
  });
}

function one({ orders, marketNow }: OrderRouteDeps): Route {
  return route({
    method: "get",
    path: "/orders/{order_id}",
    summary: "One order in full, until it is seven days old.",
    query: noQuery,
    body: noBody,
    answers: { 200: orderDetailSchema },
    problems: [404, 409],
    handle: async ({ param }) => {
      const key = parseSignalId(param("order_id"));
      if (key === null) throw notFound("order");
      const as_of = marketNow();
      const order = valid(await orders.read(key, as_of), "order");
      return { status: 200, json: { ...order, as_of } satisfies OrderDetail };
    },
  });
}
