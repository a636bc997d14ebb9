import { randomUUID } from "node:crypto";
import {
  decodeInstants,
  latestOrdersSchema,
  orderDetailSchema,
  orderHistorySchema,
  orderOutcomesSchema,
  problemSchema,
  workflowOutcomesSchema,
} from "@bellwether/core/api";
import { type CandleQuery, MarketError } from "@bellwether/core/market";
import { ORDER_LIFETIME_SECONDS } from "@bellwether/core/order";
import { signalId } from "@bellwether/core/signal";
import { beforeEach, describe, expect, it } from "vitest";
import { memoryOrderStore } from "../adapter/memory/order-store.ts";
import { anOrder, aWorkflow, aWorkflowWithOrder, TICK } from "../testing/sample.ts";
import { apiHarness } from "./api-harness.ts";

let harness: ReturnType<typeof apiHarness>;
beforeEach(() => {
  harness = apiHarness();
});

const workflow_id = aWorkflow().id;
const history = async (query = "") => {
  const reply = await harness.send(`/workflows/${workflow_id}/orders${query}`);
  return orderHistorySchema.parse(decodeInstants(reply.json));
};
const placed = (...ages: readonly number[]) => {
  for (const age of ages) {
    const order = anOrder({ placed_at: TICK - age });
    harness.orderItems.set(order.id, order);
  }
};

describe("the outcomes of a workflow's orders", () => {
  it("are listed by order, newest first, with one market read for each instrument", async () => {
    placed(3_600, 7_200);
    const rows = [-3_600, -1_800].map((ago) => {
      const start = TICK - (TICK % 1_800) + ago;
      return { start, open: 7_990, high: 8_000, low: 7_980, close: 7_981 };
    });
    const queries: CandleQuery[] = [];
    const readCandles = async (query: CandleQuery) => {
      queries.push(query);
      return rows;
    };
    harness = apiHarness({
      market: { ...harness.deps.market, readCandles },
      orders: harness.deps.orders,
    });
    const reply = await harness.send(`/workflows/${workflow_id}/outcomes`);
    const { outcomes } = workflowOutcomesSchema.parse(decodeInstants(reply.json));
    expect(outcomes).toMatchObject([
      { id: signalId(workflow_id, TICK - 3_600), outcome: { kind: "filled", fill_price: 7_983 } },
      { id: signalId(workflow_id, TICK - 7_200), outcome: { kind: "filled", fill_price: 7_983 } },
    ]);
    expect(queries).toEqual([
      { code: "FRA40.I", horizon: "half_hour", before: TICK, count: 4, since: TICK - 7_200 },
    ]);
  });

  it("are an empty list for a workflow without orders, without a market read", async () => {
    const reply = await harness.send(`/workflows/${workflow_id}/outcomes`);
    expect(reply.json).toMatchObject({ outcomes: [] });
  });
});

describe("the order history of a workflow", () => {
  it("is newest first, with the total", async () => {
    placed(3_600, 0, 1_800);
    const { orders, ...page } = await history();
    expect(page).toEqual({
      workflow_id,
      problems: [],
      total_count: 3,
      total_is_capped: false,
      limit: 20,
      next_cursor: null,
      as_of: TICK,
    });
    expect(orders.map(({ placed_at }) => TICK - placed_at)).toEqual([0, 1_800, 3_600]);
    expect(orders[0]).toMatchObject({ order_code: "FRA40.I", order_price: 7_983, dry_run: false });
    expect(orders[0]).not.toHaveProperty("condition_candle");
  });

  it("is counted once, for the first page, and up to 1,000", async () => {
    placed(...Array.from({ length: 1_001 }, (_, nth) => nth));
    let counts = 0;
    const orders = memoryOrderStore(harness.orderItems);
    harness = apiHarness({
      orders: {
        ...orders,
        count: (...query) => {
          counts += 1;
          return orders.count(...query);
        },
      },
    });
    const first = await history("?limit=2");
    expect(first).toMatchObject({ total_count: 1_000, total_is_capped: true });
    const second = await history(`?limit=2&cursor=${first.next_cursor}`);
    expect(second).toMatchObject({ total_count: 1_000, total_is_capped: true });
    expect(counts).toBe(1);
  });

  it("honours limits from 1 to 100 exactly", async () => {
    placed(...Array.from({ length: 130 }, (_, nth) => nth * 1_800));
    for (const limit of [1, 2, 99, 100]) {
      const page = await history(`?limit=${limit}`);
      expect([page.orders.length, page.limit, page.total_count]).toEqual([limit, limit, 130]);
    }
    for (const limit of ["0", "101", "ten", "", "1e1", "+5"]) {
      const reply = await harness.send(`/workflows/${workflow_id}/orders?limit=${limit}`);
      expect(reply.status).toBe(400);
      expect(problemSchema.parse(reply.json).errors?.[0]?.field).toBe("limit");
    }
  });

  it("continues after the last page when orders arrive meanwhile", async () => {
    placed(0, 1_800, 3_600, 5_400);
    const first = await history("?limit=3");
    harness.clock.now = TICK + 1_800;
    const late = anOrder({ placed_at: TICK + 1_800 });
    harness.orderItems.set(late.id, late);
    const second = await history(`?limit=3&cursor=${first.next_cursor}`);
    expect(second.orders.map(({ placed_at }) => TICK - placed_at)).toEqual([5_400]);
    expect(second.next_cursor).toBeNull();
  });

  it("is empty for a workflow that has not signalled", async () => {
    expect(await history()).toMatchObject({ orders: [], total_count: 0, next_cursor: null });
  });

  it("reports a damaged order and returns the others", async () => {
    placed(0);
    const broken = { ...anOrder({ placed_at: TICK - 60 }), order_price: -1 };
    harness.orderItems.set(broken.id, broken);
    const page = await history();
    expect(page.orders).toHaveLength(1);
    expect(page.problems).toEqual([expect.stringMatching(/^\S+\.\d+: order_price: /)]);
  });
});

describe("one order", () => {
  it("is returned in full", async () => {
    const order = anOrder();
    harness.orderItems.set(order.id, order);
    const reply = await harness.send(`/orders/${order.id}`);
    const detail = orderDetailSchema.parse(decodeInstants(reply.json));
    expect(detail).toEqual({ ...order, as_of: TICK });
  });

  it("is not found from its seventh day on", async () => {
    const order = anOrder();
    harness.orderItems.set(order.id, order);
    harness.clock.now = TICK + ORDER_LIFETIME_SECONDS - 1;
    expect((await harness.send(`/orders/${order.id}`)).status).toBe(200);
    harness.clock.now += 1;
    expect((await harness.send(`/orders/${order.id}`)).status).toBe(404);
  });

  it("is not found for an invalid order id", async () => {
    for (const id of ["x", `${workflow_id}.`, `${workflow_id}.1e3`, `${workflow_id}.${TICK}`]) {
      expect((await harness.send(`/orders/${id}`)).status).toBe(404);
    }
  });
});

describe("the latest orders", () => {
  it("are the unexpired last order of each workflow in the projection, newest first", async () => {
    const workflows = [
      aWorkflowWithOrder(TICK - 1_800, { id: randomUUID(), name: "older" }),
      aWorkflowWithOrder(TICK, { id: randomUUID(), name: "newer" }),
      aWorkflowWithOrder(TICK - ORDER_LIFETIME_SECONDS, { id: randomUUID(), name: "expired" }),
      aWorkflow({ id: randomUUID(), name: "never" }),
    ];
    for (const workflow of workflows) harness.workflowItems.set(workflow.id, workflow);
    harness.workflowItems.set("broken", { id: "broken" });
    const reply = await harness.send("/orders");
    const { orders, total, as_of } = latestOrdersSchema.parse(decodeInstants(reply.json));
    expect([total, as_of]).toEqual([2, TICK]);
    expect(orders.map(({ workflow_name }) => workflow_name)).toEqual(["newer", "older"]);
    expect(orders[0]).toMatchObject({ workflow_id: workflows[1]?.id, placed_at: TICK });
  });

  it("have their outcomes, except for instruments that the market does not return", async () => {
    const answered = aWorkflowWithOrder(TICK - 1_800, {
      id: randomUUID(),
      name: "answered",
      cfd: "FRA40.I",
    });
    const silent = aWorkflowWithOrder(TICK - 3_600, { id: randomUUID(), name: "silent" });
    const code = "GONE.I";
    harness = apiHarness({
      market: {
        ...harness.deps.market,
        readCandles: async (query) => {
          if (query.code !== code) return [];
          throw new MarketError("unavailable", "it does not answer", { retryable: true });
        },
      },
    });
    harness.workflowItems.set(answered.id, answered);
    const last_order = { ...silent.last_order, order_code: code };
    harness.workflowItems.set(silent.id, { ...silent, last_order });
    const reply = await harness.send("/orders/outcomes");
    expect(reply.status).toBe(200);
    const { outcomes } = orderOutcomesSchema.parse(decodeInstants(reply.json));
    expect(outcomes).toEqual([{ id: answered.last_order?.id, outcome: { kind: "waiting" } }]);
  });
});
