import { randomUUID } from "node:crypto";
import { lastOrderOf, type ProjectionStore } from "@bellwether/core/projection";
import { StoreError } from "@bellwether/core/store";
import { beforeEach, describe, expect, it } from "vitest";
import type { OrderItems } from "../adapter/memory/order-store.ts";
import { memoryProjectionStore } from "../adapter/memory/projection-store.ts";
import { memoryWorkflowStore, type WorkflowItems } from "../adapter/memory/workflow-store.ts";
import { anOrder, aWorkflow, TICK } from "../testing/sample.ts";
import { type RebuildOptions, rebuild } from "./rebuild.ts";

const newest = (id: string) => anOrder({ workflow_id: id, placed_at: TICK + 1_800 });

describe("a rebuild", () => {
  let workflows: WorkflowItems;
  let orders: OrderItems;
  let projections: ProjectionStore;
  let onSleep: () => void;
  const ids: readonly string[] = Array.from({ length: 20 }, (): string => randomUUID());

  beforeEach(() => {
    workflows = new Map();
    orders = new Map();
    onSleep = () => {};
    for (const id of ids) {
      workflows.set(id, aWorkflow({ id, name: `workflow ${id}` }));
      for (const order of [anOrder({ workflow_id: id }), newest(id)]) orders.set(order.id, order);
    }
    projections = memoryProjectionStore({ workflows, orders });
  });

  const run = (options?: RebuildOptions) =>
    rebuild({
      projections,
      scanWorkflows: memoryWorkflowStore(workflows).scan,
      sleep: async () => onSleep(),
      log: { info: () => {}, warn: () => {}, error: () => {} },
    })(options);

  it("gives every workflow its newest order, and says which were wrong", async () => {
    const right = ids.slice(0, 5);
    for (const id of right) await projections.advance(id, lastOrderOf(newest(id)));
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

  it("does not report what the projector brings in meanwhile", async () => {
    const [late = "", ...others] = ids;
    for (const id of others) await projections.advance(id, lastOrderOf(newest(id)));
    onSleep = () => void projections.advance(late, lastOrderOf(newest(late)));
    expect(await run({ check: true })).toMatchObject({ workflows: 20, differences: [] });
  });

  it("takes the workflows it is told to, and shows its progress", async () => {
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

  it("goes on after a failure, and names it", async () => {
    const { newestOrder } = projections;
    projections = {
      ...projections,
      newestOrder: async (id) => {
        if (id === ids[3]) throw new StoreError("unavailable", "throttled", { retryable: true });
        return newestOrder(id);
      },
    };
    const report = await run();
    expect(report.failed).toEqual([
      { id: ids[3], name: `workflow ${ids[3]}`, reason: "throttled" },
    ]);
    expect(report.differences).toHaveLength(19);
  });
});
