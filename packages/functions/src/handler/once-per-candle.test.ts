import { MarketError } from "@bellwether/core/market";
import { orderOf } from "@bellwether/core/order";
import { type LastOrder, lastOrderOf } from "@bellwether/core/projection";
import { decide, type OrderSignal } from "@bellwether/core/signal";
import { marketView, type Workflow } from "@bellwether/core/workflow";
import { SIMULATED_EPOCH, simulatedMarket } from "@bellwether/markets/simulated";
import { beforeAll, describe, expect, it } from "vitest";
import { aWorkflow } from "../testing/sample.ts";
import { readMarket } from "./market-reading.ts";

/** 2026-09-14T10:31:00Z: the second tick of an hourly candle. */
const TICK = SIMULATED_EPOCH + 4.5 * 3_600 + 60;
const market = simulatedMarket({ seed: 1 });
const workflow: Workflow = aWorkflow({
  index: "DAX.I",
  cfd: "GER40.I",
  repeat: "once_per_candle",
  conditions: [
    {
      indicator: { name: "zone", ut: "h1", value: 0, zone_value: 1_000_000 },
      close: { direction: "below", ut: "h1", spread: 0 },
      element: null,
    },
  ],
});

const decideWith = async (over: Partial<Workflow>) => {
  const instrument = await market.findInstrument("GER40.I");
  const given = { ...workflow, ...over };
  const view = await readMarket(market, [{ workflow: given, instrument }], TICK);
  return decide({
    workflow: given,
    view,
    instrument,
    tick: TICK,
    before: null,
    executionContext: "test",
  });
};

describe("repetition once per candle", () => {
  let signal: OrderSignal;
  beforeAll(async () => {
    const decision = await decideWith({});
    if (decision.kind !== "signal") throw new Error(`the first was ${decision.kind}`);
    signal = decision.signal;
  });

  const cases: readonly [what: string, over: Partial<LastOrder>, decided: string][] = [
    ["an earlier tick of the same candle", {}, "held_back"],
    ["the very same tick, which a retry repeats", { placed_at: TICK }, "signal"],
    ["a later tick", { placed_at: TICK + 1_800 }, "signal"],
    ["another direction", { order_direction: "BUY" }, "signal"],
    ["another mode", { dry_run: true }, "signal"],
    ["another version of the workflow", { workflow_version: 7 }, "signal"],
    [
      "another candle",
      {
        condition_candle: {
          start: TICK - 60 - 9_000,
          open: 1,
          high: 2,
          low: 1,
          close: 2,
        },
      },
      "signal",
    ],
  ];
  it.each(cases)("is decided after an order of %s", async (_, over, decided) => {
    const earlier = lastOrderOf(orderOf({ ...signal, placed_at: TICK - 1_800 }));
    const decision = await decideWith({ last_order: { ...earlier, ...over } });
    expect(decision.kind).toBe(decided);
    const every = await decideWith({ repeat: "every_run", last_order: { ...earlier, ...over } });
    expect(every.kind).toBe("signal");
  });

  it("names the order for the same candle in its text", async () => {
    const earlier = lastOrderOf(orderOf({ ...signal, placed_at: TICK - 1_800 }));
    expect(await decideWith({ last_order: earlier })).toMatchObject({
      kind: "held_back",
      reason: "signalled already for this candle",
      detail: "the order of 2026-09-14T10:01:00Z has the same condition candle",
    });
  });

  it("never throws, even if the view does", async () => {
    const instrument = await market.findInstrument("GER40.I");
    const broken = marketView({
      tick: TICK,
      rows: () => {
        throw new TypeError("a fault of ours");
      },
    });
    const input = { workflow, instrument, tick: TICK, before: null, executionContext: "test" };
    expect(decide({ ...input, view: broken })).toMatchObject({
      kind: "failed",
      reason: "the evaluation failed",
      detail: "a fault of ours",
    });
    const refused = marketView({
      tick: TICK,
      rows: () => new MarketError("unauthorized", "log in again", { retryable: false }),
    });
    expect(decide({ ...input, view: refused })).toMatchObject({ kind: "skipped" });
  });
});
