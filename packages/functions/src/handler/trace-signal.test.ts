import type { FoundMessage } from "@bellwether/core/api";
import { type OrderSignal, signalId, workflowsDecided } from "@bellwether/core/signal";
import { receiptKey } from "@bellwether/core/store";
import { memoryReceiptStore } from "@bellwether/core/testing";
import { describe, expect, it } from "vitest";
import { memoryDecisionStore } from "../adapter/memory/decision-store.ts";
import { memoryOrderStore } from "../adapter/memory/order-store.ts";
import { memoryRunStore } from "../adapter/memory/run-store.ts";
import { memoryWorkflowStore } from "../adapter/memory/workflow-store.ts";
import { anOrder, aRun, aSignal, aWorkflow, aWorkflowWithOrder, TICK } from "../testing/sample.ts";
import { type TraceDeps, traceSignal } from "./trace-signal.ts";

const MS = TICK * 1_000;
const { id: workflow_id } = aWorkflow();
const KEY = { workflow_id, placed_at: TICK };
const DEAD: FoundMessage = { kind: "dead", sent_at_ms: null, reason: "refused" };

const envelope = (detail: OrderSignal) =>
  JSON.stringify({ source: "bellwether.engine", "detail-type": "OrderSignal", detail });

function harness(over: Partial<TraceDeps> = {}) {
  const receipts = memoryReceiptStore({ systemNow: () => MS + 900, newId: () => "token" });
  const decisions = memoryDecisionStore();
  const runs = memoryRunStore();
  const orders = memoryOrderStore();
  const workflows = memoryWorkflowStore();
  const trace = traceSignal({
    runs,
    orders,
    workflows,
    readDecisions: decisions.read,
    readReceipt: receipts.read,
    findMessage: async () => null,
    readIteratorAge: async () => 40,
    queues: ["generate", "notify", "persist", "record", "project"],
    marketNow: () => TICK + 60,
    systemNow: () => MS + 60_000,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    ...over,
  });
  return { trace, receipts, decisions, runs, orders, workflows };
}

const statesOf = async (tracing: ReturnType<typeof harness>["trace"]) =>
  (await tracing(KEY)).hops.map(({ hop, state }) => `${hop} ${state}`);

describe("a trace", () => {
  it("reads the run, the order, the projection and the receipt", async () => {
    const { trace, receipts, runs, orders, workflows } = harness();
    await runs.put(aRun({ started_at_ms: MS, duration_ms: 100 }));
    await orders.put({ ...anOrder({ emitted_at_ms: MS + 150 }), stored_at_ms: MS + 200 });
    await workflows.create(aWorkflowWithOrder(TICK));
    const claim = await receipts.claim(receiptKey("notify", signalId(workflow_id, TICK)), 60_000);
    if (claim.kind === "claimed") {
      await receipts.complete(receiptKey("notify", signalId(workflow_id, TICK)), claim.token);
    }
    const found = await trace(KEY);
    expect(found).toMatchObject({ workflow_name: aWorkflow().name, as_of: TICK + 60 });
    expect(found.hops.map(({ hop, at_ms }) => [hop, at_ms])).toEqual([
      ["evaluated", MS + 100],
      ["emitted", MS + 150],
      ["queued", null],
      ["stored", MS + 200],
      ["projected", null],
      ["announced", MS + 900],
    ]);
  });

  it("finds the signal's message, not one that only mentions it", async () => {
    const asked: [string, boolean[]][] = [];
    const other = aSignal({ placed_at: TICK + 1_800, workflow_name: signalId(workflow_id, TICK) });
    const { trace, runs } = harness({
      findMessage: async (queue, matches) => {
        asked.push([queue, [envelope(aSignal()), envelope(other), "no JSON"].map(matches)]);
        return queue === "persist" || queue === "notify" ? DEAD : null;
      },
    });
    await runs.put(aRun());
    const hops = (await trace(KEY)).hops.filter(({ state }) => state === "stopped");
    expect(hops.map(({ hop, detail }) => [hop, detail])).toEqual([
      ["stored", "dead letter of persist: refused"],
      ["announced", "dead letter of notify: refused"],
    ]);
    expect(new Map(asked).get("persist")).toEqual([true, false, false]);
  });

  it.each([{ tick: TICK }, { tick: "2026-11-23T10:01:00Z" }])(
    "finds the tick among the failed runs: %o",
    async (body) => {
      const { trace } = harness({
        findMessage: async (queue, matches) =>
          queue === "generate" && matches(JSON.stringify(body)) ? DEAD : null,
      });
      expect((await trace(KEY)).hops[0]).toMatchObject({
        hop: "evaluated",
        state: "stopped",
        detail: "the run failed: dead letter of generate: refused",
      });
    },
  );

  it("reports that the condition did not hold", async () => {
    const { trace, runs, decisions } = harness();
    await runs.put(aRun());
    const decision = {
      workflow_id,
      outcome: "no_signal" as const,
      reason: null,
      value: 7_991.25,
      distance_points: 4.5,
      range_points: 80,
      episode: null,
      episode_count: 0,
    };
    for (const part of workflowsDecided(TICK, [decision])) await decisions.put(part);
    expect((await trace(KEY)).hops[0]?.detail).toBe(
      "the condition did not hold: 4.50 points were missing",
    );
  });

  it("omits the projector's lag when it cannot be read", async () => {
    const { trace, orders, workflows } = harness({
      readIteratorAge: async () => {
        throw new Error("no metrics");
      },
    });
    await orders.put(anOrder());
    await workflows.create(aWorkflow());
    expect(await statesOf(trace)).toContain("projected waiting");
  });

  it("lists the channels that the order's workflow names", async () => {
    const { trace, orders } = harness({ queues: ["persist", "notify", "telegram", "webhook"] });
    await orders.put(anOrder({ notify: ["telegram"] }));
    const announced = (await trace(KEY)).hops.filter(({ hop }) => hop === "announced");
    expect(announced.map(({ consumer }) => consumer)).toEqual(["telegram"]);
  });

  it("lists only consumers whose queue exists", async () => {
    const { trace, orders } = harness({ queues: ["persist"] });
    await orders.put(anOrder());
    expect((await statesOf(trace)).filter((step) => step.startsWith("announced"))).toEqual([]);
  });
});
