import type { RebuildPage } from "@bellwether/core/api";
import { orderOf } from "@bellwether/core/order";
import { describe, expect, it } from "vitest";
import { aSignal, aWorkflow, TICK } from "../testing/sample.ts";
import { apiHarness, aStatus, operations } from "./api-harness.ts";

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

function rebuildHarness(workflows: number) {
  const harness = apiHarness();
  for (let n = 0; n < workflows; n += 1) {
    harness.workflowItems.set(id(n), aWorkflow({ id: id(n), name: `workflow ${n}` }));
    const order = orderOf(aSignal({ workflow_id: id(n), placed_at: TICK - n }));
    harness.orderItems.set(order.id, order);
  }
  const rebuild = async (body: object = {}) =>
    (await harness.send("/rebuild", { method: "POST", body })).json as RebuildPage;
  return { ...harness, rebuild };
}

describe("rebuild", () => {
  it("derives every workflow, page by page", async () => {
    const { rebuild, workflowItems, signalItems } = rebuildHarness(450);
    const done: number[] = [];
    let cursor: string | null = null;
    do {
      const page: RebuildPage = await rebuild(cursor === null ? {} : { cursor });
      done.push(page.done);
      expect(page).toMatchObject({ total: 450, failed: [] });
      cursor = page.next_cursor;
    } while (cursor !== null);
    // After the workflows come one page of orders and one of the list of signals.
    expect(done).toEqual([200, 400, 450, 450, 450]);
    expect(signalItems.size).toBe(450);
    expect([...workflowItems.values()].every((item) => "last_order" in item)).toBe(true);
  });

  it("with check reports differences and writes nothing", async () => {
    const { rebuild, workflowItems } = rebuildHarness(2);
    const page = await rebuild({ check: true });
    expect(page.differences.map(({ name }) => name)).toEqual(["workflow 0", "workflow 1"]);
    expect([...workflowItems.values()].some((item) => "last_order" in item)).toBe(false);
  });

  it("can be limited to one workflow, which must exist", async () => {
    const { rebuild, send, workflowItems } = rebuildHarness(3);
    const page = await rebuild({ workflow_id: id(1) });
    expect(page).toMatchObject({ done: 1, total: 1, next_cursor: null });
    expect([...workflowItems].filter(([, item]) => "last_order" in item)).toHaveLength(1);
    const unknown = { method: "POST", body: { workflow_id: id(9) } };
    expect((await send("/rebuild", unknown)).status).toBe(404);
  });

  it("completes after three empty pages without workflows", async () => {
    const { rebuild } = rebuildHarness(0);
    let page = await rebuild();
    for (const _ of ["orders", "signals"]) page = await rebuild({ cursor: page.next_cursor });
    expect(page).toMatchObject({ done: 0, total: 0, differences: [], next_cursor: null });
  });
});

describe("dead letters", () => {
  it("are returned with their reason, up to the limit", async () => {
    const { send } = apiHarness({ operations: operations(aStatus(), { notify: 3 }) });
    const reply = await send("/dead-letters/notify?limit=2");
    expect(reply.json).toMatchObject({
      queue: "notify",
      dead_letters: [{ id: "0", reason: "failed 24 times" }, { id: "1" }],
    });
    expect((await send("/dead-letters/other")).status).toBe(404);
  });

  it("are discarded by id only", async () => {
    const { send } = apiHarness({ operations: operations(aStatus(), { notify: 3 }) });
    const discard = (queue: string, body?: object) =>
      send(`/dead-letters/${queue}/discard`, { method: "POST", ...(body && { body }) });
    const done = await discard("notify", { ids: ["0", "1", "17"] });
    expect([done.status, done.json]).toEqual([200, { queue: "notify", discarded: 2 }]);
    expect((await discard("other", { ids: ["0"] })).status).toBe(404);
    for (const body of [{}, { ids: [] }, { ids: "0" }, { all: true }]) {
      expect((await discard("notify", body)).status).toBe(422);
    }
    expect((await discard("notify")).status).toBeGreaterThanOrEqual(400);
  });
});
