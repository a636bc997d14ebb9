import { type DomainEvent, type ScheduledRun } from "@bellwether/core/event";
import { MarketError, type MarketPort } from "@bellwether/core/market";
import { type RunCompleted } from "@bellwether/core/run";
import { type WorkflowDecision } from "@bellwether/core/signal";
import { StoreError } from "@bellwether/core/store";
import { SIMULATED_EPOCH, simulatedMarket } from "@bellwether/markets/simulated";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memoryEpisodeCutStore } from "../adapter/memory/episode-cut-store.ts";
import { memoryRunPartStore } from "../adapter/memory/run-part-store.ts";
import { alwaysSignals, neverSignals } from "../testing/always.ts";
import { type GenerateDeps, generateHandler } from "./generate.ts";

/** 2026-09-14T10:01:00Z: a Monday, in session. */
const TICK = SIMULATED_EPOCH + 4 * 3_600 + 60;
const RUN = { tick: TICK, execution_context: "schedule:test" };

const simulated = simulatedMarket({ seed: 1 });
/** Knows nothing of one instrument. */
const market: MarketPort = {
  ...simulated,
  findInstrument: async (code) => {
    if (code === "US500.I") throw new MarketError("unavailable", "down", { retryable: true });
    return simulated.findInstrument(code);
  },
};
const workflows = ["GER40.I", "FRA40.I", "UK100.I", "US500.I", "GER40.I"].flatMap((cfd, nth) => [
  alwaysSignals(`always ${nth}`, { cfd }),
  neverSignals(`never ${nth}`, { cfd }),
]);

function engines(ranges: number, over: Partial<GenerateDeps> = {}) {
  const published: DomainEvent[] = [];
  const requests: ScheduledRun[] = [];
  const runParts = memoryRunPartStore();
  let nowMs = 1_000;
  const run = generateHandler({
    episodeCuts: memoryEpisodeCutStore(),
    scanWorkflows: async () => workflows.map((value) => ({ kind: "valid", value })),
    readDecisions: async () => [],
    readPause: async () => ({ paused: false, changed_at: null, by: null }),
    market,
    publish: async (events) => {
      published.push(...events);
    },
    fanOut: {
      ranges,
      sendRanges: async (sent) => {
        requests.push(...sent);
      },
      runParts,
    },
    marketNow: () => TICK + 5,
    // Every evaluation takes another time: two sums of it would differ.
    systemNow: () => (nowMs += 7),
    log: { info: () => {}, warn: () => {}, error: () => {} },
    ...over,
  });
  const ended = () =>
    published.flatMap((event): RunCompleted[] =>
      event.type === "RunCompleted" ? [event.detail] : [],
    );
  return { run, requests, published, ended };
}

const byId = (published: readonly DomainEvent[]) => {
  const decisions = new Map<string, WorkflowDecision>();
  const signals = new Map<string, unknown>();
  for (const { type, detail } of published) {
    if (type === "WorkflowsDecided")
      for (const each of detail.decisions) decisions.set(each.workflow_id, each);
    if (type === "OrderSignal") signals.set(detail.id, { ...detail, emitted_at_ms: 0 });
  }
  return { decisions, signals };
};

const timeless = ({ reasons, ...run }: RunCompleted) => ({
  ...run,
  duration_ms: 0,
  started_at_ms: 0,
  reasons: reasons
    .map(({ examples, reason, ...each }) => ({ ...each, reason, examples: examples.length }))
    .toSorted((one, other) => one.reason.localeCompare(other.reason)),
});

describe("a divided run", () => {
  it("gives the result of a single run, in any order of delivery and with duplicates", async () => {
    const single = engines(1);
    expect((await single.run(RUN)).kind).toBe("completed");
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 8 }),
        fc.array(fc.nat(), { maxLength: 10 }),
        async (ranges, more) => {
          const divided = engines(ranges);
          expect(await divided.run(RUN)).toEqual({ kind: "running", tick: TICK });
          const again = more.map((place) => divided.requests[place % ranges]);
          for (const request of [...again, ...divided.requests]) await divided.run(request);
          const [run, ...others] = divided.ended();
          expect(run && timeless(run)).toEqual(single.ended().map(timeless)[0]);
          for (const other of others) expect(other).toEqual(run);
          expect(byId(divided.published)).toEqual(byId(single.published));
        },
      ),
    );
  });

  it("ends when all ranges are evaluated and not before", async () => {
    const { run, requests, ended } = engines(3);
    await run(RUN);
    expect((await run(requests[2])).kind).toBe("running");
    expect((await run(requests[0])).kind).toBe("running");
    expect((await run(requests[2])).kind).toBe("running");
    expect(ended()).toEqual([]);
    expect((await run(requests[1])).kind).toBe("completed");
    expect(ended()).toHaveLength(1);
  });

  it("completes even if its last engine crashed before it reported this", async () => {
    let isDown = true;
    let now = TICK + 5;
    const kept: DomainEvent[] = [];
    const { run, requests } = engines(2, {
      marketNow: () => now,
      publish: async (events) => {
        if (isDown && events.some(({ type }) => type === "RunCompleted")) throw new Error("crash");
        kept.push(...events);
      },
    });
    await run(RUN);
    await run(requests[0]);
    await expect(run(requests[1])).rejects.toThrow("crash");
    isDown = false;
    now += 7_200;
    expect((await run(requests[1])).kind).toBe("completed");
    expect(kept.filter(({ type }) => type === "OrderSignal")).toHaveLength(
      new Set(kept.flatMap((event) => (event.type === "OrderSignal" ? [event.detail.id] : [])))
        .size,
    );
  });

  it("does not evaluate a range that is too old", async () => {
    const { run, requests, published } = engines(2, { marketNow: () => TICK + 2_000 });
    const range = { ...RUN, range: { index: 0, count: 2 } };
    expect(await run(range)).toEqual({ kind: "missed", tick: TICK, late_seconds: 2_000 });
    expect([requests, published]).toEqual([[], []]);
  });

  it("is not started while the engine is paused or for a single workflow", async () => {
    const paused = engines(2, {
      readPause: async () => ({ paused: true, changed_at: TICK, by: "me" }),
    });
    expect(await paused.run(RUN)).toMatchObject({ kind: "completed", run: { paused: true } });
    const one = engines(2);
    const [{ id: workflow_id } = { id: "" }] = workflows;
    expect((await one.run({ ...RUN, workflow_id })).kind).toBe("completed");
    expect([...paused.requests, ...one.requests]).toEqual([]);
  });

  it("rejects a range that is not part of its division", async () => {
    const { run } = engines(2);
    await expect(run({ ...RUN, range: { index: 2, count: 2 } })).rejects.toThrow("range");
  });

  it("fails and is retried when its parts cannot be read", async () => {
    const error = new StoreError("unavailable", "gone", { retryable: true });
    const fanOut = {
      ranges: 2,
      sendRanges: async () => {},
      runParts: { ...memoryRunPartStore(), list: () => Promise.reject(error) },
    };
    const { run } = engines(2, { fanOut });
    await expect(run({ ...RUN, range: { index: 0, count: 2 } })).rejects.toBe(error);
  });
});
