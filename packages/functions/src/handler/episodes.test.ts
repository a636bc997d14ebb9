import type { DomainEvent } from "@bellwether/core/event";
import type { MarketPort } from "@bellwether/core/market";
import { orderOf } from "@bellwether/core/order";
import { lastOrderOf } from "@bellwether/core/projection";
import type { EndReason, OrderSignal } from "@bellwether/core/signal";
import { HALF_HOUR_SECONDS, type Instant } from "@bellwether/core/time";
import type { Workflow } from "@bellwether/core/workflow";
import { SIMULATED_EPOCH, simulatedMarket } from "@bellwether/markets/simulated";
import { beforeEach, describe, expect, it } from "vitest";
import { memoryDecisionStore } from "../adapter/memory/decision-store.ts";
import { memoryEpisodeCutStore } from "../adapter/memory/episode-cut-store.ts";
import { aWorkflow } from "../testing/sample.ts";
import { generateHandler } from "./generate.ts";

/** 2026-09-14T10:01:00Z: a Monday, in session of the DAX. */
const TICK = SIMULATED_EPOCH + 4 * 3_600 + 60;
const at = (half: number): Instant => TICK + half * HALF_HOUR_SECONDS;

/** The level above which every close lies, and the one that none reaches. */
const HOLDS = { name: "zone", ut: "h1", value: 0, zone_value: 1_000_000 } as const;
const FAILS = { name: "zone", ut: "h1", value: 0, zone_value: 1 } as const;

describe("the engine, over consecutive ticks,", () => {
  let workflow: Workflow;
  let decisions: ReturnType<typeof memoryDecisionStore>;
  let market: Pick<MarketPort, "readCandles" | "findInstrument">;
  /** The ends of episodes: which, how many signals, at which tick. */
  let ends: (readonly [Instant, number, Instant])[];
  let reasons: (EndReason | undefined)[];
  beforeEach(() => {
    ends = [];
    reasons = [];
    market = simulatedMarket({ seed: 1 });
    decisions = memoryDecisionStore();
    workflow = aWorkflow({
      index: "DAX.I",
      cfd: "GER40.I",
      updated_at: 0,
      conditions: [conditionOn(HOLDS)],
    });
  });

  /** Runs one tick, and lets its consumers finish. */
  async function run(tick: Instant): Promise<OrderSignal | undefined> {
    const published: DomainEvent[] = [];
    const generate = generateHandler({
      episodeCuts: memoryEpisodeCutStore(),
      scanWorkflows: async () => [{ kind: "valid", value: workflow }],
      readDecisions: decisions.read,
      readPause: async () => ({ paused: false, changed_at: null, by: null }),
      market,
      publish: async (events) => {
        published.push(...events);
      },
      marketNow: () => tick,
      systemNow: () => 0,
      log: { info: () => {}, warn: () => {}, error: () => {} },
    });
    await generate({ tick });
    let signal: OrderSignal | undefined;
    for (const event of published) {
      if (event.type === "WorkflowsDecided") await decisions.put(event.detail);
      if (event.type === "EpisodeEnded") {
        ends.push([event.detail.episode, event.detail.episode_count, event.detail.tick]);
        reasons.push(event.detail.reason);
      }
      if (event.type !== "OrderSignal") continue;
      signal = event.detail;
      workflow = { ...workflow, last_order: lastOrderOf(orderOf(signal)) };
    }
    return signal;
  }
  const stamps = async (ticks: readonly Instant[]) => {
    const seen: (readonly [number | undefined, number | undefined] | null)[] = [];
    for (const tick of ticks) {
      const signal = await run(tick);
      seen.push(signal === undefined ? null : [signal.episode, signal.episode_count]);
    }
    return seen;
  };

  it("numbers the signals of an episode from its first tick", async () => {
    expect(await stamps([at(0), at(1), at(2)])).toEqual([
      [at(0), 1],
      [at(0), 2],
      [at(0), 3],
    ]);
  });

  it("continues an episode overnight", async () => {
    // The last tick of Monday and the first of Tuesday.
    const evening = SIMULATED_EPOCH + 10 * 3_600 + 60;
    const morning = SIMULATED_EPOCH + 25 * 3_600 + 60;
    expect(await stamps([evening, morning])).toEqual([
      [evening, 1],
      [evening, 2],
    ]);
  });

  it("begins a new episode after the condition did not hold", async () => {
    expect(await stamps([at(0)])).toEqual([[at(0), 1]]);
    workflow = { ...workflow, conditions: [conditionOn(FAILS)] };
    expect(await stamps([at(1)])).toEqual([null]);
    workflow = { ...workflow, conditions: [conditionOn(HOLDS)] };
    expect(await stamps([at(2)])).toEqual([[at(2), 1]]);
  });

  it("does not end an episode because the market did not answer", async () => {
    const whole = market;
    expect(await stamps([at(0)])).toEqual([[at(0), 1]]);
    market = { ...whole, readCandles: () => Promise.reject(new Error("down")) };
    expect(await stamps([at(1)])).toEqual([null]);
    market = whole;
    expect(await stamps([at(2)])).toEqual([[at(0), 2]]);
  });

  it("signals once per episode when the workflow is set to it", async () => {
    workflow = { ...workflow, repeat: "once_per_episode" };
    expect(await stamps([at(0), at(1), at(2), at(3)])).toEqual([[at(0), 1], null, null, null]);
    const kept = await decisions.read(at(3));
    expect(kept).toMatchObject([
      { outcome: "held_back", reason: "signalled already in this episode", episode: at(0) },
    ]);
  });

  it("signals again rather than never when the previous decisions are lost", async () => {
    workflow = { ...workflow, repeat: "once_per_episode" };
    await run(at(0));
    await run(at(1));
    decisions = memoryDecisionStore();
    expect(await stamps([at(2)])).toEqual([[at(2), 1]]);
  });

  it("reports the end of an episode once, with its number of signals", async () => {
    await stamps([at(0), at(1)]);
    workflow = { ...workflow, conditions: [conditionOn(FAILS)] };
    await stamps([at(2), at(3)]);
    expect(ends).toEqual([[at(0), 2, at(2)]]);
  });

  it("reports the end of an episode when its workflow is edited or disabled", async () => {
    await run(at(0));
    workflow = { ...workflow, version: 2, updated_at: at(0) + 60 };
    expect(await stamps([at(1), at(2)])).toEqual([
      [at(1), 1],
      [at(1), 2],
    ]);
    workflow = { ...workflow, enable: false };
    expect(await stamps([at(3), at(4)])).toEqual([null, null]);
    expect(ends).toEqual([
      [at(0), 1, at(1)],
      [at(1), 2, at(3)],
    ]);
    expect(reasons).toEqual(["edited", "disabled"]);
  });

  it("reports that the end date of its workflow has passed", async () => {
    const evening = SIMULATED_EPOCH + 10 * 3_600 + 60;
    const morning = SIMULATED_EPOCH + 25 * 3_600 + 60;
    workflow = { ...workflow, end_date: "2026-09-14" };
    await stamps([evening, morning]);
    expect(reasons).toEqual(["expired"]);
  });

  it("reports no reason when the condition stopped holding", async () => {
    await run(at(0));
    workflow = { ...workflow, conditions: [conditionOn(FAILS)] };
    await run(at(1));
    expect(reasons).toEqual([undefined]);
  });

  it("reports an end twice rather than never when decisions are lost", async () => {
    await stamps([at(0), at(1)]);
    decisions = memoryDecisionStore();
    workflow = { ...workflow, conditions: [conditionOn(FAILS)] };
    await run(at(2));
    expect(ends).toEqual([[at(0), 2, at(2)]]);
    decisions = memoryDecisionStore();
    await run(at(3));
    expect(ends.slice(1)).toEqual([[at(0), 2, at(3)]]);
  });

  it("does not end an episode while its workflow cannot be evaluated, or over the night", async () => {
    const evening = SIMULATED_EPOCH + 10 * 3_600 + 60;
    const whole = market;
    await run(evening);
    market = { ...whole, readCandles: () => Promise.reject(new Error("down")) };
    await stamps([evening + HALF_HOUR_SECONDS, SIMULATED_EPOCH + 25 * 3_600 + 60]);
    expect(ends).toEqual([]);
  });

  it("stamps what the message needs: how to announce, the offset, and a snooze", async () => {
    expect(await run(at(0))).toMatchObject({ announce: workflow.announce, trigger_offset: 1 });
    expect(await run(at(1))).not.toHaveProperty("snoozed");
    workflow = { ...workflow, snooze: { snoozed_at: at(1) + 60, snoozed_until: null } };
    expect(await run(at(2))).toMatchObject({ snoozed: true, episode: at(0) });
    workflow = { ...workflow, snooze: { snoozed_at: at(1) + 60, snoozed_until: at(3) } };
    expect(await run(at(3))).not.toHaveProperty("snoozed");
  });

  it("stores its decisions with the value and the distance", async () => {
    const level = { name: "polarite", ut: "h1", value: 1_000 } as const;
    workflow = { ...workflow, conditions: [conditionOn(level)] };
    await run(at(0));
    const [kept] = await decisions.read(at(0));
    expect(kept).toMatchObject({ outcome: "no_signal", value: 1_000, episode: null });
    expect(kept?.distance_points).toBeGreaterThan(10_000);
  });
});

function conditionOn(indicator: Workflow["conditions"][0]["indicator"]): Workflow["conditions"][0] {
  return { indicator, close: { direction: "below", ut: "h1", spread: 0 }, element: null };
}
