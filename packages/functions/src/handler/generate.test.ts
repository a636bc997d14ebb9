import { randomUUID } from "node:crypto";
import { type DomainEvent, PublishError } from "@bellwether/core/event";
import { MarketError, type MarketPort } from "@bellwether/core/market";
import { MAX_REASON_EXAMPLES } from "@bellwether/core/run";
import type { Stored } from "@bellwether/core/store";
import type { Workflow } from "@bellwether/core/workflow";
import { SIMULATED_EPOCH, simulatedMarket } from "@bellwether/markets/simulated";
import { beforeEach, describe, expect, it } from "vitest";
import { memoryEpisodeCutStore } from "../adapter/memory/episode-cut-store.ts";
import { aWorkflow } from "../testing/sample.ts";
import { type GenerateDeps, generateHandler } from "./generate.ts";

/** 2026-09-14T10:01:00Z: a Monday, in session of the DAX. */
const TICK = SIMULATED_EPOCH + 4 * 3_600 + 60;

describe("the engine", () => {
  let workflows: Stored<Workflow>[];
  let published: DomainEvent[];
  let errors: string[];
  let market: MarketPort;
  let marketNow: number;
  let over: Partial<GenerateDeps>;
  beforeEach(() => {
    workflows = [];
    published = [];
    errors = [];
    market = simulatedMarket({ seed: 1 });
    marketNow = TICK + 5;
    over = {};
  });

  const run = (event: unknown = { tick: TICK, execution_context: "schedule:test" }) =>
    generateHandler({
      episodeCuts: memoryEpisodeCutStore(),
      scanWorkflows: async () => workflows,
      readDecisions: async () => [],
      readPause: async () => RUNNING,
      market,
      publish: async (events) => {
        published.push(...events);
      },
      marketNow: () => marketNow,
      systemNow: () => 1_000,
      log: { info: () => {}, warn: () => {}, error: (message) => errors.push(message) },
      ...over,
    })(event);
  const completed = async (event?: unknown) => {
    const result = await run(event);
    if (result.kind !== "completed") throw new Error(`the run was ${result.kind}`);
    return result.run;
  };
  const give = (...given: Workflow[]): void => {
    workflows.push(...given.map((value) => ({ kind: "valid", value }) as const));
  };
  const reasons = async () =>
    (await completed()).reasons.map(({ outcome, reason, count }) => [outcome, reason, count]);

  it("publishes a signal for each condition that holds, then the result of the run", async () => {
    give(always(), never(), always({ enable: false }), always({ end_date: "2026-09-13" }));
    const summary = await completed();
    expect(summary).toMatchObject({ evaluated: 2, signalled: 1, skipped: 0, failed: 0 });
    expect(published.map(({ type }) => type)).toEqual([
      "OrderSignal",
      "WorkflowsDecided",
      "RunCompleted",
    ]);
    expect(published[0]?.detail).toMatchObject({
      placed_at: TICK,
      execution_context: "schedule:test",
    });
    expect(published[2]?.detail).toEqual(summary);
  });

  it("produces the same signals for a tick whenever it is run", async () => {
    give(always());
    await completed();
    marketNow += 600;
    await completed();
    const [first, , , second] = published;
    expect(second).toEqual(first);
  });

  it("skips workflows outside the session, except for one evaluation after the close", async () => {
    give(always());
    // The DAX closes at 17:30, its last hour ends at 18:00: 16:00 UTC.
    marketNow = SIMULATED_EPOCH;
    const last = SIMULATED_EPOCH + 10 * 3_600 + 60;
    expect(await completed({ tick: last })).toMatchObject({ evaluated: 1 });
    expect(await completed({ tick: last + 1_800 })).toMatchObject({
      evaluated: 0,
      skipped: 1,
      reasons: [{ reason: "market closed" }],
    });
  });

  it("reports why a workflow was skipped", async () => {
    give(always({ cfd: "NOWHERE" }));
    workflows.push({ kind: "broken", id: "x", name: "odd", problems: ["index: missing"] });
    expect(await reasons()).toEqual([
      ["skipped", "broken workflow", 1],
      ["skipped", "unknown instrument", 1],
    ]);
  });

  it("limits the failure of one series to the workflows that need it", async () => {
    const whole = market;
    market = {
      ...whole,
      readCandles: (query) =>
        query.code.startsWith("CAC40")
          ? Promise.reject(new MarketError("unavailable", "timed out", { retryable: true }))
          : whole.readCandles(query),
    };
    give(always({ index: "CAC40.I", cfd: "FRA40.I", ...hourly }), always());
    const summary = await completed();
    expect(summary).toMatchObject({ signalled: 1, skipped: 1, failed: 0 });
    expect(summary.reasons[0]?.examples[0]?.detail).toContain("timed out");
  });

  it("reads each series once, whatever the number of workflows", async () => {
    const asked: string[] = [];
    const whole = market;
    market = {
      ...whole,
      readCandles: (query) => {
        asked.push(`${query.code} ${query.horizon}${query.forming === true ? ", forming" : ""}`);
        return whole.readCandles(query);
      },
    };
    give(...Array.from({ length: 50 }, () => always()));
    await completed();
    expect(asked).toEqual([...new Set(asked)]);
  });

  it("does not evaluate a tick that is more than 25 minutes late", async () => {
    give(always());
    marketNow = TICK + 1_500;
    expect(await run()).toMatchObject({ kind: "completed" });
    marketNow = TICK + 1_501;
    published = [];
    expect(await run()).toEqual({ kind: "missed", tick: TICK, late_seconds: 1_501 });
    expect(published).toEqual([]);
    expect(errors).toEqual(["run missed: its tick is too old"]);
  });

  it("rejects when events were not accepted, so that the scheduler repeats the tick", async () => {
    give(always());
    const failure = new PublishError("not accepted", { rejected: ["one"] });
    over = { publish: () => Promise.reject(failure) };
    await expect(run()).rejects.toBe(failure);
  });

  it("rejects when the workflows cannot be read and for an invalid scheduled run", async () => {
    await expect(run({ tick: "now" })).rejects.toThrow(/not a scheduled run: tick/);
    over = { scanWorkflows: () => Promise.reject(new Error("throttled")) };
    await expect(run()).rejects.toThrow("throttled");
  });

  it("accepts the tick in the scheduler's format", async () => {
    give(always());
    const summary = await completed({ tick: "2026-09-14T10:01:00Z" });
    expect(summary).toMatchObject({ tick: TICK, signalled: 1 });
  });

  it("evaluates nothing while paused and reports it", async () => {
    give(always());
    over = { readPause: async () => ({ ...RUNNING, paused: true }) };
    expect(await completed()).toMatchObject({ evaluated: 0, signalled: 0, paused: true });
    expect(published.map(({ type }) => type)).toEqual(["RunCompleted"]);
  });

  it("evaluates a single workflow without changing the record of the tick", async () => {
    const one = always();
    give(one, always());
    workflows.push({ kind: "broken", id: "x", name: "odd", problems: ["index: missing"] });
    const summary = await completed({ tick: TICK, workflow_id: one.id });
    expect(summary).toMatchObject({ evaluated: 1, signalled: 1, skipped: 0 });
    expect(published.map(({ type }) => type)).toEqual(["OrderSignal"]);
  });

  it("keeps the first examples of a reason and counts them all", async () => {
    give(...Array.from({ length: 30 }, () => always({ cfd: "NOWHERE" })));
    const [reason] = (await completed()).reasons;
    expect(reason?.count).toBe(30);
    expect(reason?.examples).toHaveLength(MAX_REASON_EXAMPLES);
  });
});

const RUNNING = { paused: false, changed_at: null, by: null };
const hourly = { conditions: always().conditions };

function always(over: Partial<Workflow> = {}): Workflow {
  return aWorkflow({
    id: randomUUID(),
    index: "DAX.I",
    cfd: "GER40.I",
    conditions: [
      {
        indicator: { name: "zone", ut: "h1", value: 0, zone_value: 1_000_000 },
        close: { direction: "below", ut: "h1", spread: 0 },
        element: null,
      },
    ],
    ...over,
  });
}

function never(): Workflow {
  const workflow = always();
  const [condition] = workflow.conditions;
  return {
    ...workflow,
    conditions: [
      { ...condition, indicator: { name: "zone", ut: "h1", value: -2, zone_value: -1 } },
    ],
  };
}
