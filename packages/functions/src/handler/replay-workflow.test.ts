import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { DomainEvent } from "@bellwether/core/event";
import { type CandleQuery, MarketError, type MarketPort } from "@bellwether/core/market";
import { orderOf } from "@bellwether/core/order";
import { lastOrderOf } from "@bellwether/core/projection";
import { DAY_SECONDS, HALF_HOUR_SECONDS, tickAfter, WEEK_SECONDS } from "@bellwether/core/time";
import type { Workflow } from "@bellwether/core/workflow";
import { recordedMarket, writeRecording } from "@bellwether/markets/recorded";
import { SIMULATED_EPOCH, simulatedMarket } from "@bellwether/markets/simulated";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { memoryDecisionStore } from "../adapter/memory/decision-store.ts";
import { memoryEpisodeCutStore } from "../adapter/memory/episode-cut-store.ts";
import { alwaysSignals } from "../testing/always.ts";
import { generateHandler } from "./generate.ts";
import { replayWorkflow } from "./replay-workflow.ts";

const simulated = simulatedMarket({ seed: 1 });
const DAY = { from: SIMULATED_EPOCH, to: SIMULATED_EPOCH + 86_400 };

const workflow = alwaysSignals("always");

/** What the engine signals, run by run, with the projection kept up to date. */
async function engineSignals(
  subject: Workflow,
  market: Pick<MarketPort, "readCandles" | "findInstrument"> = simulated,
  { from, to } = DAY,
) {
  const signals: unknown[] = [];
  const decisions = memoryDecisionStore();
  let current = subject;
  for (let tick = tickAfter(from); tick <= to; tick += HALF_HOUR_SECONDS) {
    const published: DomainEvent[] = [];
    const generate = generateHandler({
      episodeCuts: memoryEpisodeCutStore(),
      scanWorkflows: async () => [{ kind: "valid", value: current }],
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
    await generate({ tick, execution_context: "replay" });
    for (const event of published) {
      if (event.type === "WorkflowsDecided") await decisions.put(event.detail);
      if (event.type !== "OrderSignal") continue;
      // A replay asks neither for the price of the moment nor for the order before, and sends nothing
      // to the bus.
      const {
        market_price: _price,
        last_outcome: _outcome,
        emitted_at_ms: _emitted,
        ...signal
      } = event.detail;
      signals.push(signal);
      current = { ...current, last_order: lastOrderOf(orderOf(event.detail)) };
    }
  }
  return signals;
}

describe("the replay of a workflow", () => {
  it.each(["every_run", "once_per_candle", "once_per_episode"] as const)(
    "signals as the engine does, with repeat %s",
    async (repeat) => {
      const subject = { ...workflow, repeat };
      const replay = await replayWorkflow({ market: simulated }, subject, DAY);
      expect(replay.signals.length).toBeGreaterThan(3);
      expect(replay.signals).toEqual(await engineSignals(subject));
    },
  );

  it("ignores the current last order of the workflow", async () => {
    const [first] = (await replayWorkflow({ market: simulated }, workflow, DAY)).signals;
    if (first === undefined) throw new Error("there is no signal to start from");
    const subject = {
      ...workflow,
      repeat: "once_per_candle" as const,
      last_order: { ...lastOrderOf(orderOf(first)), placed_at: DAY.from - 1 },
    };
    expect((await replayWorkflow({ market: simulated }, subject, DAY)).signals[0]?.id).toBe(
      first.id,
    );
  });

  it("evaluates nothing while the workflow is disabled, and reports its progress", async () => {
    const off = await replayWorkflow({ market: simulated }, { ...workflow, enable: false }, DAY);
    expect(off).toMatchObject({ evaluated: 0, signals: [], skipped: {} });
    const seen: number[] = [];
    const replay = await replayWorkflow(
      { market: simulated, onProgress: ({ done, total }) => seen.push(done / total) },
      workflow,
      DAY,
    );
    expect(seen.at(-1)).toBe(1);
    expect(replay.evaluated + Object.values(replay.skipped).reduce((a, b) => a + b, 0)).toBe(
      seen.length,
    );
  });

  it.each(["index", "cfd"] as const)("rejects a workflow whose %s is unknown", async (field) => {
    await expect(
      replayWorkflow({ market: simulated }, { ...workflow, [field]: "NONE" }, DAY),
    ).rejects.toMatchObject({ code: "unknown-instrument" });
  });

  it("rejects when the market is unavailable instead of replaying a part", async () => {
    const down = {
      ...simulated,
      readCandles: async () => {
        throw new MarketError("budget-exhausted", "no more requests", { retryable: true });
      },
    };
    await expect(replayWorkflow({ market: down }, workflow, DAY)).rejects.toMatchObject({
      code: "budget-exhausted",
    });
  });
});

/** The market as it was recorded, asked afterwards: a bar is given as it became, not as it stood. */
function withHindsight(recorded: MarketPort, asked: CandleQuery[]): MarketPort {
  return {
    ...recorded,
    async readCandles(query) {
      asked.push(query);
      if (query.forming !== true) return recorded.readCandles(query);
      const rows = await recorded.readCandles({ ...query, before: query.before + WEEK_SECONDS });
      return rows.filter(({ start }) => start < query.before).slice(-query.count);
    },
  };
}

describe("a replay of the past", () => {
  let folder: string;
  let recorded: MarketPort;
  /** A week and a bit, so that bars of the day and of the week begin, form and close within it. */
  const span = { from: SIMULATED_EPOCH + 3 * DAY_SECONDS, to: SIMULATED_EPOCH + 11 * DAY_SECONDS };
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "bellwether-replay-"));
    const recordings = await Promise.all(
      ["DAX.I", "GER40.I"].map(async (code) => ({
        instrument: await simulated.findInstrument(code),
        rows: await simulated.readCandles({
          code,
          horizon: "half_hour",
          before: span.to + WEEK_SECONDS,
          count: 8_000,
        }),
      })),
    );
    await writeRecording({ folder, recordings });
    recorded = await recordedMarket({ folder });
  });
  afterAll(() => rm(folder, { recursive: true }));

  const [condition] = workflow.conditions;
  it.each([
    [{ name: "ma7", ut: "weekly" }, 20],
    [{ name: "ma7", ut: "daily" }, 20],
    [{ name: "ma50", ut: "h4" }, 20],
    [{ name: "bbb", ut: "h1" }, 20],
    // A combo may not occur within a week.
    [{ name: "combo", ut: "h1" }, 0],
    [
      {
        name: "inclined",
        ut: "h1",
        x1: { x: "2026-08-03", y: 8_000 },
        x2: { x: "2026-08-24", y: 8_020 },
      },
      20,
    ],
  ] as const)(
    "sees only the candles that the engine saw then, with %j",
    async (indicator, fewest) => {
      const asked: CandleQuery[] = [];
      const market = withHindsight(recorded, asked);
      const signals: unknown[] = [];
      // Whichever side the price is on, the values that were looked at are in the signals.
      for (const direction of ["above", "below"] as const) {
        const subject = {
          ...workflow,
          conditions: [
            { ...condition, indicator, close: { direction, ut: "weekly", spread: 1_000_000 } },
          ],
          trigger: {
            ...workflow.trigger,
            location: direction === "above" ? "higher" : "lower",
            ut: "daily",
          },
        } satisfies Workflow;
        const replay = await replayWorkflow({ market }, subject, span);
        expect(replay.signals).toEqual(await engineSignals(subject, recorded, span));
        signals.push(...replay.signals);
        expect(replay.evaluated).toBeGreaterThan(90);
      }
      expect(signals.length).toBeGreaterThanOrEqual(fewest);
      // Both directions together: each series once for each, whatever the number of ticks.
      expect(asked.length).toBeLessThanOrEqual(2 * 5);
    },
  );
});
