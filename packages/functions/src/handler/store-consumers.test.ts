import { type DomainEvent, parseEnvelope } from "@bellwether/core/event";
import type { Log } from "@bellwether/core/log";
import { workflowsDecided } from "@bellwether/core/signal";
import { StoreError } from "@bellwether/core/store";
import { beforeEach, describe, expect, it } from "vitest";
import { memoryDecisionStore } from "../adapter/memory/decision-store.ts";
import { memoryOrderStore, type OrderItems } from "../adapter/memory/order-store.ts";
import { memoryScoreProjection } from "../adapter/memory/projection-store.ts";
import { memoryRunStore } from "../adapter/memory/run-store.ts";
import { anOrder, aRun, aSignal, TICK } from "../testing/sample.ts";
import { persistHandler } from "./persist.ts";
import { inParallel } from "./queue-consumer.ts";
import { recordHandler } from "./record.ts";

const log: Log = { info: () => {}, warn: () => {}, error: () => {} };

const NOW_MS = TICK * 1_000 + 500;
const DONE = { kind: "done" };

describe("the storing consumers", () => {
  let orders: OrderItems;
  beforeEach(() => {
    orders = new Map();
  });
  const persist = (putOrder = memoryOrderStore(orders).put) =>
    inParallel(parseEnvelope, persistHandler({ log, systemNow: () => NOW_MS, putOrder }));

  it("store a signal as an order that expires after seven days, once", async () => {
    expect(await persist()([signal(0), signal(0)])).toEqual([DONE, DONE]);
    expect([...orders.values()]).toEqual([{ ...anOrder(), stored_at_ms: NOW_MS }]);
    expect(anOrder().ttl).toBe(TICK + 604_800);
  });

  it("store the time at which the signal entered the queue, if it is known", async () => {
    await persist()([signal(0), signal(1)], [NOW_MS - 40, undefined]);
    expect([...orders.values()].map((order) => order.queued_at_ms)).toEqual([
      NOW_MS - 40,
      undefined,
    ]);
  });

  it("observe how long a signal took to be stored, once", async () => {
    const observed: unknown[] = [];
    const consume = inParallel(
      parseEnvelope,
      persistHandler({
        log,
        systemNow: () => NOW_MS,
        putOrder: memoryOrderStore(orders).put,
        observe: (...observation) => observed.push(observation),
      }),
    );
    const emitted = { ...aSignal(), emitted_at_ms: NOW_MS - 120 };
    const body = envelope({ type: "OrderSignal", detail: emitted });
    await consume([body, signal(1)]);
    await consume([body]);
    expect(observed).toEqual([["stored", 120]]);
  });

  it("report only the failed delivery", async () => {
    const { put } = memoryOrderStore(orders);
    const consume = persist(async (order) => {
      if (order.placed_at === TICK + 1_800) {
        throw new StoreError("unavailable", "throttled", { retryable: true });
      }
      return put(order);
    });
    const failed = { kind: "failed", reason: "throttled" };
    expect(await consume([signal(0), signal(1), signal(2)])).toEqual([DONE, failed, DONE]);
    expect(orders.size).toBe(2);
  });

  it("park a signal whose id does not match its fields, and name the field", async () => {
    const wrong = envelope({ type: "OrderSignal", detail: aSignal({ id: "other" }) });
    expect(await persist()([wrong])).toEqual([
      { kind: "poison", reason: expect.stringContaining("detail.id") },
    ]);
    expect(orders.size).toBe(0);
  });

  it("store the decisions and the result of a run and ignore other events", async () => {
    const runs = memoryRunStore();
    const decisions = memoryDecisionStore();
    const record = inParallel(
      parseEnvelope,
      recordHandler({
        putRun: runs.put,
        putDecisions: decisions.put,
        putScore: memoryScoreProjection(new Map()),
      }),
    );
    const run = envelope({ type: "RunCompleted", detail: aRun() });
    const decision = {
      workflow_id: aSignal().workflow_id,
      outcome: "signal",
      reason: null,
      value: 1,
      distance_points: 0,
      range_points: null,
      episode: TICK,
      episode_count: 1,
    } as const;
    const decided = workflowsDecided(TICK, [decision]).map((detail) =>
      envelope({ type: "WorkflowsDecided", detail }),
    );
    const outcomes = await record([run, signal(0), ...decided]);
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(["done"]));
    expect(await decisions.read(TICK)).toEqual([decision]);
    expect(await persist()([run])).toEqual([DONE]);
    expect(await runs.read(TICK)).toEqual({ kind: "valid", value: aRun() });
    expect(orders.size).toBe(0);
  });
});

function signal(step: number): string {
  return envelope({ type: "OrderSignal", detail: aSignal({ placed_at: TICK + step * 1_800 }) });
}

function envelope({ type, detail }: DomainEvent): string {
  return JSON.stringify({ source: "bellwether.engine", "detail-type": type, detail });
}
