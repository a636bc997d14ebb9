import { orderOf } from "@bellwether/core/order/order";
import type { DomainEvent } from "@bellwether/core/port";
import { lastOrderOf } from "@bellwether/core/projection/last-order";
import { HALF_HOUR_SECONDS } from "@bellwether/core/time/instant";
import { tickAfter } from "@bellwether/core/time/schedule";
import type { Workflow } from "@bellwether/core/workflow/workflow";
import { describe, expect, it } from "vitest";
import { SIMULATED_EPOCH, simulatedMarket } from "../adapter/market/simulated/market.ts";
import { aWorkflow } from "../contract/sample.ts";
import { generateHandler } from "./generate.ts";
import { replayWorkflow } from "./replay-workflow.ts";

const market = simulatedMarket({ seed: 1 });
const DAY = { from: SIMULATED_EPOCH, to: SIMULATED_EPOCH + 86_400 };

/** Signals at every tick: its zone is as wide as prices go. */
const workflow = aWorkflow({
  index: "DAX.I",
  cfd: "GER40.I",
  conditions: [
    {
      indicator: { name: "zone", ut: "h1", value: 0, zone_value: 1_000_000 },
      close: { direction: "above", ut: "h1", spread: 0 },
      element: null,
    },
  ],
  trigger: {
    ut: "h1",
    signal: "breakout",
    location: "higher",
    order_direction: "buy",
    quantity: 1,
    offset: 1,
  },
});

/** What the engine signals, run by run, with the projection kept up to date. */
async function engineSignals(subject: Workflow) {
  const signals: unknown[] = [];
  let current = subject;
  for (let tick = tickAfter(DAY.from); tick <= DAY.to; tick += HALF_HOUR_SECONDS) {
    const published: DomainEvent[] = [];
    const generate = generateHandler({
      scanWorkflows: async () => [{ kind: "valid", value: current }],
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
      if (event.type !== "OrderSignal") continue;
      signals.push(event.detail);
      current = { ...current, last_order: lastOrderOf(orderOf(event.detail)) };
    }
  }
  return signals;
}

describe("the replay of a workflow", () => {
  it.each(["every_run", "once_per_candle"] as const)(
    "signals as the engine does, with repeat %s",
    async (repeat) => {
      const subject = { ...workflow, repeat };
      const replay = await replayWorkflow({ market }, subject, DAY);
      expect(replay.signals.length).toBeGreaterThan(3);
      expect(replay.signals).toEqual(await engineSignals(subject));
    },
  );

  it("does not know the order that the workflow has now", async () => {
    const [first] = (await replayWorkflow({ market }, workflow, DAY)).signals;
    if (first === undefined) throw new Error("there is no signal to start from");
    const subject = {
      ...workflow,
      repeat: "once_per_candle" as const,
      last_order: { ...lastOrderOf(orderOf(first)), placed_at: DAY.from - 1 },
    };
    expect((await replayWorkflow({ market }, subject, DAY)).signals[0]?.id).toBe(first.id);
  });

  it("evaluates nothing while the workflow is off, and tells how far it is", async () => {
    const off = await replayWorkflow({ market }, { ...workflow, enable: false }, DAY);
    expect(off).toEqual({ evaluated: 0, signals: [], skipped: {} });
    const seen: number[] = [];
    const replay = await replayWorkflow(
      { market, onProgress: ({ done, total }) => seen.push(done / total) },
      workflow,
      DAY,
    );
    expect(seen.at(-1)).toBe(1);
    expect(replay.evaluated + Object.values(replay.skipped).reduce((a, b) => a + b, 0)).toBe(
      seen.length,
    );
  });

  it("refuses an instrument that the market does not know", async () => {
    await expect(
      replayWorkflow({ market }, { ...workflow, cfd: "NONE" }, DAY),
    ).rejects.toMatchObject({ code: "unknown-instrument" });
  });
});
