import { anOrder, aRun, aWorkflowWithOrder, TICK } from "@bellwether/functions/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { commandHarness } from "./command-harness.ts";

let harness: Awaited<ReturnType<typeof commandHarness>>;
beforeEach(async () => {
  harness = await commandHarness();
});
afterEach(() => harness.stop());

const order = {
  ...anOrder({ emitted_at_ms: TICK * 1_000 + 250 }),
  stored_at_ms: TICK * 1_000 + 300,
};

describe("bellwether trace", () => {
  it("shows each hop with its time, and the pending ones", async () => {
    harness.orderItems.set(order.id, order);
    harness.workflowItems.set(order.workflow_id, aWorkflowWithOrder(TICK));
    harness.runItems.set(TICK, aRun({ started_at_ms: TICK * 1_000, duration_ms: 200 }));
    const { code, out } = await harness.run("trace", order.id);
    expect(code).toBe(0);
    expect(out).toContain("CAC under its 50-hour average");
    expect(out).toMatch(/evaluated +done +10:01:00\.200Z\n/);
    expect(out).toMatch(/emitted +done +10:01:00\.250Z +0\.050 s/);
    expect(out).toMatch(/stored +done +10:01:00\.300Z +0\.100 s/);
    expect(out).toMatch(
      /announced \(notify\) +stopped +neither a record of notify nor its message/,
    );
  });

  it("prints the API's answer with --json", async () => {
    harness.orderItems.set(order.id, order);
    const { out } = await harness.run("trace", order.id, "--json");
    expect(JSON.parse(out)).toMatchObject({ id: order.id, placed_at: "2026-11-23T10:01:00Z" });
  });

  it("reports why there was no signal", async () => {
    const { code, out } = await harness.run("trace", order.id);
    expect(code).toBe(0);
    expect(out).toMatch(/evaluated +waiting +the run has not been recorded yet/);
  });

  it("takes a workflow's name, for its newest order or for a tick", async () => {
    harness.orderItems.set(order.id, order);
    const workflow = aWorkflowWithOrder(TICK);
    harness.workflowItems.set(order.workflow_id, workflow);
    const newest = await harness.run("trace", "--workflow", workflow.name, "--json");
    expect(JSON.parse(newest.out)).toMatchObject({ id: order.id });
    const tick = "2026-11-23T09:31:00Z";
    const other = await harness.run("trace", "--workflow", workflow.name, "--tick", tick, "--json");
    expect(JSON.parse(other.out)).toMatchObject({ placed_at: tick });
  });

  it("takes an instant between two ticks as the tick before it, as `explain` does", async () => {
    const workflow = aWorkflowWithOrder(TICK);
    harness.workflowItems.set(workflow.id, workflow);
    harness.orderItems.set(order.id, order);
    const line = ["trace", "--workflow", workflow.name, "--json", "--tick"];
    const between = await harness.run(...line, "2026-11-23T10:07:00Z");
    expect(JSON.parse(between.out)).toMatchObject({ placed_at: "2026-11-23T10:01:00Z" });
    harness.runItems.set(TICK + 360, aRun({ tick: TICK + 360 }));
    const byHand = await harness.run(...line, "2026-11-23T10:07:00Z");
    expect(JSON.parse(byHand.out)).toMatchObject({ placed_at: "2026-11-23T10:07:00Z" });
  });

  it("rejects --tick with the id of a signal", async () => {
    const ended = await harness.run("trace", order.id, "--tick", "2026-11-23T10:07:00Z");
    expect([ended.code, ended.err]).toEqual([
      2,
      "--tick needs --workflow: the id of a signal contains its tick.\n",
    ]);
  });

  it("asks for a tick if the workflow has no orders", async () => {
    const workflow = aWorkflowWithOrder(TICK);
    harness.workflowItems.set(workflow.id, workflow);
    const { code, err } = await harness.run("trace", "--workflow", workflow.name);
    expect([code, err]).toEqual([1, expect.stringContaining("name a tick with --tick")]);
  });

  it.each([[[]], [["a-signal", "--workflow", "a name"]]])(
    "requires a signal or a workflow, not both: %j",
    async (line) => {
      const { code, err } = await harness.run("trace", ...line);
      expect([code, err]).toEqual([2, "Name a signal, or a workflow with --workflow.\n"]);
    },
  );

  it("rejects an invalid signal id", async () => {
    const { code, err } = await harness.run("trace", "no-such-signal");
    expect(code).toBe(1);
    expect(err).toContain("order_id: must be <workflow id>.<tick>");
  });
});
