import { randomUUID } from "node:crypto";
import { lastOrderOf, type ProjectionStore, signalRowOf } from "@bellwether/core/projection";
import { StoreError } from "@bellwether/core/store";
import { beforeEach, describe, expect, it } from "vitest";
import type { OrderItems } from "../adapter/memory/order-store.ts";
import { memoryProjectionStore, type SignalItems } from "../adapter/memory/projection-store.ts";
import { memoryWorkflowStore, type WorkflowItems } from "../adapter/memory/workflow-store.ts";
import { anOrder, aWorkflow, TICK } from "../testing/sample.ts";
import { type RebuildOptions, rebuild, rebuildWorkflows } from "./rebuild.ts";

const newest = (id: string) => anOrder({ workflow_id: id, placed_at: TICK + 1_800 });

describe("a rebuild", () => {
  let workflows: WorkflowItems;
  let orders: OrderItems;
  let signals: SignalItems;
  let projections: ProjectionStore;
  let onSleep: () => void;
  const ids: readonly string[] = Array.from({ length: 20 }, (): string => randomUUID());

  beforeEach(() => {
    workflows = new Map();
    orders = new Map();
    signals = new Map();
    onSleep = () => {};
    for (const id of ids) {
      workflows.set(id, aWorkflow({ id, name: `workflow ${id}` }));
      for (const order of [anOrder({ workflow_id: id }), newest(id)]) orders.set(order.id, order);
    }
    projections = memoryProjectionStore({ workflows, orders, signals });
  });

  let now = TICK;
  const deps = () => ({
    projections,
    scanWorkflows: memoryWorkflowStore(workflows).scan,
    marketNow: () => now,
    sleep: async () => onSleep(),
    log: { info: () => {}, warn: () => {}, error: () => {} },
  });
  const run = (options?: RebuildOptions) => rebuildWorkflows(deps())(options);
  /** What the projector does for both orders of a workflow. */
  const follow = (id: string) =>
    projections.advance(id, lastOrderOf(newest(id)), [TICK, newest(id).placed_at]);

  it("sets the newest order of every workflow and reports which were wrong", async () => {
    const right = ids.slice(0, 5);
    for (const id of right) await follow(id);
    const report = await run();
    expect(report).toMatchObject({ workflows: 20, failed: [] });
    expect(report.differences.map(({ id }) => id)).toEqual(ids.slice(5));
    for (const id of ids)
      expect(workflows.get(id)?.["last_order"]).toEqual(lastOrderOf(newest(id)));
    expect((await run()).differences).toEqual([]);
  });

  it("only reports with check", async () => {
    const report = await run({ check: true });
    expect(report.differences).toHaveLength(20);
    expect(workflows.get(ids[0] ?? "")).not.toHaveProperty("last_order");
  });

  it("does not report changes that the projector made meanwhile", async () => {
    const [late = "", ...others] = ids;
    for (const id of others) await follow(id);
    onSleep = () => void follow(late);
    expect(await run({ check: true })).toMatchObject({ workflows: 20, differences: [] });
  });

  it("can be limited to given workflows and reports its progress", async () => {
    const seen: number[] = [];
    const chosen = new Set<string>(ids.slice(0, 10));
    const report = await run({
      only: ({ id }) => chosen.has(id),
      onProgress: ({ done, total }) => seen.push(done, total),
    });
    expect(report.workflows).toBe(10);
    expect(seen).toEqual([8, 10, 10, 10]);
    expect(workflows.get(ids[10] ?? "")).not.toHaveProperty("last_order");
  });

  it("derives broken workflows too", async () => {
    workflows.set("broken", { id: "broken", name: "Broken" });
    const order = anOrder({ workflow_id: ids[0] ?? "" });
    orders.set("broken", { ...order, workflow_id: "broken" });
    expect((await run()).workflows).toBe(21);
  });

  it("continues after a failure and reports it", async () => {
    const { ordersOf } = projections;
    projections = {
      ...projections,
      ordersOf: async (id) => {
        if (id === ids[3]) throw new StoreError("unavailable", "throttled", { retryable: true });
        return ordersOf(id);
      },
    };
    const report = await run();
    expect(report.failed).toEqual([
      { id: ids[3], name: `workflow ${ids[3]}`, reason: "throttled" },
    ]);
    expect(report.differences).toHaveLength(19);
  });

  it("makes the list of signals match the stored orders and reports differences", async () => {
    for (const id of ids) await follow(id);
    for (const order of orders.values()) signals.set(order.id, signalRowOf(order));
    const [one = "", other = ""] = ids;
    signals.delete(newest(one).id);
    const gone = anOrder({ workflow_id: other, placed_at: TICK + 7 });
    signals.set(gone.id, signalRowOf(gone));
    const different = [newest(one).id, gone.id];
    const checked = await rebuild(deps())({ check: true });
    expect(checked.differences.map(({ id }) => id)).toEqual(different);
    expect((await rebuild(deps())()).differences.map(({ id }) => id)).toEqual(different);
    expect(new Set(signals.keys())).toEqual(new Set(orders.keys()));
    expect((await rebuild(deps())({ check: true })).differences).toEqual([]);
  });

  it("gives an expired order no row again: its row may be deleted first", async () => {
    for (const id of ids) await follow(id);
    for (const order of orders.values()) signals.set(order.id, signalRowOf(order));
    const [one = ""] = ids;
    signals.delete(newest(one).id);
    now = newest(one).ttl;
    const { differences } = await rebuild(deps())();
    expect(differences.map(({ id }) => id)).not.toContain(newest(one).id);
    expect(signals.has(newest(one).id)).toBe(false);
    now = TICK;
    expect((await rebuild(deps())()).differences.map(({ id }) => id)).toContain(newest(one).id);
  });

  it("reads again after listing an order, because it may have been removed in between", async () => {
    const [order] = orders.values();
    const { putSignal } = projections;
    projections = {
      ...projections,
      putSignal: async (row) => {
        if (row.id === order?.id) orders.delete(row.id);
        await putSignal(row);
      },
    };
    await rebuild(deps())();
    expect(signals.has(order?.id ?? "")).toBe(false);
    expect(signals.size).toBe(orders.size);
  });
});
