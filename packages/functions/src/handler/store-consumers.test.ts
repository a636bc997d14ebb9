import type { Log } from "@bellwether/core/log";
import { type DomainEvent, workflowsDecided } from "@bellwether/core/signal";
import { StoreError } from "@bellwether/core/store";
import type { SQSEvent } from "aws-lambda";
import { beforeEach, describe, expect, it } from "vitest";
import { memoryDecisionStore } from "../adapter/memory/decision-store.ts";
import { memoryOrderStore, type OrderItems } from "../adapter/memory/order-store.ts";
import { memoryRunStore } from "../adapter/memory/run-store.ts";
import { anOrder, aRun, aSignal, TICK } from "../testing/sample.ts";
import { persistHandler } from "./persist.ts";
import { recordHandler } from "./record.ts";

const log: Log = { info: () => {}, warn: () => {}, error: () => {} };

describe("the consumers that store", () => {
  let orders: OrderItems;
  let parked: { body: string; reason: string }[];
  const park = async (body: string, reason: string): Promise<void> => {
    parked.push({ body, reason });
  };
  beforeEach(() => {
    orders = new Map();
    parked = [];
  });
  const persist = (putOrder = memoryOrderStore(orders).put) =>
    persistHandler({ park, log, putOrder });

  it("store a signal as an order that expires after seven days, once", async () => {
    expect(await persist()(batch(signal(0), signal(0)))).toEqual({ batchItemFailures: [] });
    expect([...orders.values()]).toEqual([anOrder()]);
    expect(anOrder().ttl).toBe(TICK + 604_800);
  });

  it("report the delivery that failed and no other", async () => {
    const { put } = memoryOrderStore(orders);
    const handler = persist(async (order) => {
      if (order.placed_at === TICK + 1_800) {
        throw new StoreError("unavailable", "throttled", { retryable: true });
      }
      return put(order);
    });
    expect(await handler(batch(signal(0), signal(1), signal(2)))).toEqual({
      batchItemFailures: [{ itemIdentifier: "message-1" }],
    });
    expect(orders.size).toBe(2);
  });

  it("park a signal whose id is not its own, naming the field", async () => {
    const wrong = envelope({ type: "OrderSignal", detail: aSignal({ id: "other" }) });
    expect(await persist()(batch(wrong))).toEqual({ batchItemFailures: [] });
    expect(parked).toEqual([{ body: wrong, reason: expect.stringContaining("detail.id") }]);
    expect(orders.size).toBe(0);
  });

  it("report a poison message that could not be parked, so that it is not lost", async () => {
    const handler = persistHandler({
      park: () => Promise.reject(new Error("no queue")),
      log,
      putOrder: memoryOrderStore(orders).put,
    });
    expect(await handler(batch("{"))).toEqual({
      batchItemFailures: [{ itemIdentifier: "message-0" }],
    });
  });

  it("keep what a run decided and did, and pass over what is not theirs", async () => {
    const runs = memoryRunStore();
    const decisions = memoryDecisionStore();
    const record = recordHandler({ park, log, putRun: runs.put, putDecisions: decisions.put });
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
    expect(await record(batch(run, signal(0), ...decided))).toEqual({ batchItemFailures: [] });
    expect(await decisions.read(TICK)).toEqual([decision]);
    expect(await persist()(batch(run))).toEqual({ batchItemFailures: [] });
    expect(await runs.read(TICK)).toEqual({ kind: "valid", value: aRun() });
    expect(orders.size).toBe(0);
    expect(parked).toEqual([]);
  });
});

function signal(step: number): string {
  return envelope({ type: "OrderSignal", detail: aSignal({ placed_at: TICK + step * 1_800 }) });
}

function envelope({ type, detail }: DomainEvent): string {
  return JSON.stringify({ source: "bellwether.engine", "detail-type": type, detail });
}

function batch(...bodies: readonly string[]): SQSEvent {
  const records = bodies.map((body, position) => ({
    messageId: `message-${position}`,
    body,
    attributes: { ApproximateReceiveCount: "1" },
  }));
  return { Records: records } as unknown as SQSEvent;
}
