import { chartSchema, decodeInstants, explainSchema, problemSchema } from "@bellwether/core/api";
import { COMBO_PARTS, movingAverage } from "@bellwether/core/indicator";
import { MarketError } from "@bellwether/core/market";
import { lastOrderOf } from "@bellwether/core/projection";
import { type WorkflowDecision, workflowsDecided } from "@bellwether/core/signal";
import { fromIso, tickAtOrBefore, toIso } from "@bellwether/core/time";
import type { Indicator } from "@bellwether/core/workflow";
import { SIMULATED_EPOCH, simulatedMarket } from "@bellwether/markets/simulated";
import { beforeEach, describe, expect, it } from "vitest";
import { alwaysSignals } from "../testing/always.ts";
import { anOrder, aWorkflow } from "../testing/sample.ts";
import { apiHarness } from "./api-harness.ts";

/** A Wednesday at 11:01 in Paris, within the simulated market's time. */
const OPEN = fromIso("2026-09-23T09:01:00Z");
const market = simulatedMarket({ seed: "api" });

const noAnswer = async () => {
  throw new MarketError("unavailable", "no answer", { retryable: true });
};

let harness: ReturnType<typeof apiHarness>;
beforeEach(() => {
  harness = apiHarness({ market });
  harness.clock.now = OPEN;
});

const { id, conditions } = aWorkflow();
const [condition] = conditions;
const given = (over: Parameters<typeof aWorkflow>[0] = {}) => {
  harness.workflowItems.set(id, aWorkflow({ index: "CAC40.I", cfd: "FRA40.I", ...over }));
};
const withIndicator = (indicator: Indicator) =>
  given({ conditions: [{ ...condition, indicator }] });
const explained = async () => {
  const reply = await harness.send(`/workflows/${id}/explain`);
  return explainSchema.parse(decodeInstants(reply.json));
};
const charted = async (query = "") => {
  const reply = await harness.send(`/workflows/${id}/candles${query}`);
  return chartSchema.parse(decodeInstants(reply.json));
};

describe("explain", () => {
  it("shows the evaluation of now with every comparison", async () => {
    given();
    const answer = await explained();
    expect(SIMULATED_EPOCH).toBeLessThan(OPEN);
    expect(answer).toMatchObject({ workflow_id: id, cfd: "FRA40.I", as_of: OPEN });
    expect(["signal", "no_signal"]).toContain(answer.outcome);
    expect(answer.explanation?.conditions[0].indicator).toMatchObject({ name: "ma50", ut: "h1" });
    expect(answer.explanation?.conditions[0].alternatives.flat().length).toBeGreaterThan(0);
    expect(answer.explanation?.distance_points).toEqual(expect.any(Number));
  });

  it("shows the order that a signal would propose now, whether or not the condition holds", async () => {
    given();
    const { proposal, explanation } = await explained();
    const { low = 0, close = 0 } = explanation?.trigger_candle ?? {};
    const price = low - aWorkflow().trigger.offset;
    expect(proposal).toMatchObject({
      order_price: price,
      order_direction: "SELL",
      order_type: "OPEN_STOP",
      away_percent: (100 * (price - close)) / close,
    });
  });

  it("shows which requirements of a combo hold", async () => {
    given();
    expect((await explained()).combos).toEqual([]);
    withIndicator({ name: "combo", ut: "h1" });
    const { combos } = await explained();
    expect(combos).toMatchObject([{ ut: "h1" }]);
    expect(combos[0]?.parts.map(({ name }) => name)).toEqual([...COMBO_PARTS]);
  });

  describe("at an earlier tick", () => {
    const tick = tickAtOrBefore(OPEN - 7_200);
    const at = async () => {
      const reply = await harness.send(`/workflows/${id}/explain?at=${toIso(tick + 90)}`);
      return explainSchema.parse(decodeInstants(reply.json));
    };
    const keep = (decision: WorkflowDecision) => {
      for (const part of workflowsDecided(tick, [decision])) harness.decidedItems.set("", part);
    };
    /** What the run of that tick decided. */
    const decide = async (): Promise<WorkflowDecision> => {
      const { outcome, explanation } = await at();
      return {
        workflow_id: id,
        outcome: outcome === "signal" ? "held_back" : "no_signal",
        reason: null,
        value: Number(explanation?.conditions[0].indicator?.value),
        distance_points: explanation?.distance_points ?? null,
        range_points: null,
        episode: null,
        episode_count: 0,
      };
    };
    beforeEach(() => given({ updated_at: 0 }));

    it("evaluates the market as it was then", async () => {
      const answer = await at();
      expect(answer).toMatchObject({ as_of: tick, decided: null });
      const start = answer.explanation?.conditions[0].condition_candle?.start ?? 0;
      expect(start).toBeLessThanOrEqual(tick - 3_600);
      expect(
        (await explained()).explanation?.conditions[0].condition_candle?.start,
      ).toBeGreaterThan(start);
    });

    it("agrees with the run's decision on the same candles", async () => {
      keep(await decide());
      expect((await at()).decided).toMatchObject({ workflow_id: id, differs: null });
    });

    it("is that of a manual run, if there was one", async () => {
      const byHand = tick + 90;
      for (const part of workflowsDecided(byHand, [await decide()])) {
        harness.decidedItems.set("by hand", part);
      }
      expect(await at()).toMatchObject({ as_of: byHand, decided: { workflow_id: id } });
    });

    it("reports candles that were corrected since, and an edited workflow", async () => {
      keep({ ...(await decide()), value: 1 });
      expect((await at()).decided).toMatchObject({ differs: "candles corrected since" });
      keep({ ...(await decide()), distance_points: 1 });
      expect((await at()).decided).toMatchObject({ differs: "candles corrected since" });
      given({ updated_at: tick + 1 });
      expect((await at()).decided).toMatchObject({ differs: "workflow edited since" });
    });

    it("reports candles that came late, and an outage of that time", async () => {
      keep({ ...(await decide()), value: 1, missing_rows: 1 });
      expect((await at()).decided).toMatchObject({ differs: "candles came late" });
      const outage = { outcome: "skipped", reason: "market unavailable", value: null } as const;
      keep({ ...(await decide()), ...outage, distance_points: null });
      expect((await at()).decided).toMatchObject({ differs: "could not be evaluated at its run" });
    });

    it.each(["2026-01-01T10:01:00Z", "2027-01-01T10:01:00Z", "noon"])("rejects %s", async (at) => {
      const reply = await harness.send(`/workflows/${id}/explain?at=${at}`);
      expect(reply.status).toBe(400);
      expect(problemSchema.parse(reply.json).errors).toMatchObject([{ field: "at" }]);
    });
  });

  it.each([
    [{ enable: false }, "inactive", "disabled"],
    [{ end_date: "2026-09-22" }, "inactive", "past its end date"],
    [{ cfd: "NONE.I" }, "skipped", "unknown instrument"],
  ] as const)("shows the outcome of a run (%j)", async (over, outcome, reason) => {
    given(over);
    expect(await explained()).toMatchObject({ outcome, reason });
  });

  it("says that the condition holds where repeat suppresses its signal", async () => {
    const held = alwaysSignals("always", { id, repeat: "once_per_candle" });
    harness.workflowItems.set(id, held);
    const { outcome, explanation } = await explained();
    expect(outcome).toBe("signal");
    const order = anOrder({
      workflow_id: id,
      placed_at: OPEN - 600,
      order_direction: "BUY",
      condition_candle: explanation?.conditions[0].condition_candle ?? anOrder().condition_candle,
    });
    harness.workflowItems.set(id, { ...held, last_order: lastOrderOf(order) });
    const reason = "signalled already for this candle";
    expect(await explained()).toMatchObject({ outcome: "held_back", reason });
  });

  it("says so too where the episode of the newest run has signalled", async () => {
    const over = { id, repeat: "once_per_episode", updated_at: 0 } as const;
    harness.workflowItems.set(id, alwaysSignals("always", over));
    expect((await explained()).outcome).toBe("signal");
    const tick = tickAtOrBefore(OPEN - 1);
    const decision = {
      workflow_id: id,
      outcome: "signal",
      reason: null,
      value: null,
      distance_points: 0,
      range_points: null,
      episode: tick - 1_800,
      episode_count: 1,
    } as const;
    for (const part of workflowsDecided(tick, [decision])) harness.decidedItems.set("", part);
    const reason = "signalled already in this episode";
    expect(await explained()).toMatchObject({ outcome: "held_back", reason });
  });

  it("has the session of the instrument, as the chart does", async () => {
    given();
    expect([(await explained()).market, (await charted()).market]).toEqual(["eu", "eu"]);
    const findInstrument = async (code: string) =>
      ({ ...(await market.findInstrument(code)), market: "always" }) as const;
    harness = apiHarness({ market: { ...market, findInstrument } });
    given();
    expect([(await explained()).market, (await charted()).market]).toEqual(["always", "always"]);
  });

  it("reports that a run would fail, and why", async () => {
    // An empty row, which no adapter returns and no evaluation expects.
    harness = apiHarness({ market: { ...market, readCandles: async () => Array(1) } });
    harness.clock.now = OPEN;
    given();
    expect(await explained()).toMatchObject({
      outcome: "failed",
      reason: "the evaluation failed",
      detail: expect.stringContaining("undefined"),
      explanation: null,
    });
  });

  it("evaluates the market while it is closed too", async () => {
    given();
    harness.clock.now = fromIso("2026-09-26T09:01:00Z");
    const answer = await explained();
    expect(answer).toMatchObject({ outcome: "closed", reason: "market closed" });
    expect(answer.explanation?.conditions[0].condition_candle).not.toBeNull();
  });

  it("answers 404 for an unknown workflow", async () => {
    expect((await harness.send(`/workflows/${id}/explain`)).status).toBe(404);
  });
});

describe("the chart", () => {
  it("has closed candles, oldest first, with the indicator at each", async () => {
    given();
    const chart = await charted();
    expect(chart).toMatchObject({ workflow_id: id, code: "CAC40.I", ut: "h1", as_of: OPEN });
    const starts = chart.candles.map(({ start }) => start);
    expect(starts.length).toBeGreaterThan(20);
    expect(starts).toEqual(starts.toSorted((one, other) => one - other));
    expect(starts.at(-1)).toBeLessThanOrEqual(OPEN - 3_600);
    expect(chart.lines.map(({ name }) => name)).toEqual(["50-period average"]);
    const last = chart.lines[0]?.points.at(-1);
    expect(last).toEqual({ start: starts.at(-1), value: movingAverage(chart.candles, 50) });
  });

  it("has at its last candle the value that the engine uses", async () => {
    given();
    const { explanation } = await explained();
    const { lines } = await charted();
    expect(lines[0]?.points.at(-1)?.value).toBeCloseTo(
      Number(explanation?.conditions[0].indicator?.value),
      9,
    );
  });

  it.each([
    [{ name: "ma7", ut: "h1" }, "h1", ["7-period average"]],
    [{ name: "bbb", ut: "h4" }, "h4", ["Upper band", "Lower band"]],
    [{ name: "combo", ut: "h1" }, "h1", ["50-period average", "Upper band", "Lower band"]],
    [{ name: "polarite", ut: "h1", value: 8_000 }, "daily", ["Level"]],
    [{ name: "zone", ut: "h1", value: 8_100, zone_value: 8_000 }, "h4", ["Zone low", "Zone high"]],
    [{ name: "ma50", ut: "h1" }, "h4", []],
  ] as const)("draws %j on %s", async (indicator, ut, lines) => {
    withIndicator(indicator);
    const chart = await charted(`?ut=${ut}`);
    expect(chart.lines.map(({ name }) => name)).toEqual(lines);
    expect(chart.lines.every(({ points }) => points.length > 0)).toBe(true);
  });

  it("draws an inclined line at its value of each day", async () => {
    const from = fromIso("2026-09-14T00:00:00Z");
    withIndicator({
      name: "inclined",
      ut: "h1",
      x1: { x: "2026-09-14", y: 8_000 },
      x2: { x: "2026-09-16", y: 8_020 },
    });
    const { lines } = await charted();
    const [line] = lines;
    const values = line?.points.filter(({ start }) => start > from).map(({ value }) => value) ?? [];
    expect(values).toEqual(values.toSorted((one, other) => one - other));
    expect(values.at(-1)).toBe((await explained()).explanation?.conditions[0].indicator?.value);
  });

  it("marks every order of a workflow that signals at each half-hour of seven days", async () => {
    given();
    for (let age = 1; age < 336; age += 1) {
      const order = anOrder({ placed_at: OPEN - age * 1_800 });
      harness.orderItems.set(order.id, order);
    }
    expect((await charted()).orders).toHaveLength(335);
  });

  it("marks the orders since its first candle, oldest first", async () => {
    given();
    for (const ago of [7_200, 3_600, 8 * 86_400]) {
      const order = anOrder({ workflow_id: id, placed_at: OPEN - ago });
      harness.orderItems.set(order.id, order);
    }
    const { orders } = await charted();
    expect(orders.map(({ placed_at }) => OPEN - placed_at)).toEqual([7_200, 3_600]);
  });

  it.each(["5m", "monthly", "h2"])("rejects %s, which cannot be built", async (ut) => {
    given();
    const reply = await harness.send(`/workflows/${id}/candles?ut=${ut}`);
    expect(reply.status).toBe(400);
    expect(problemSchema.parse(reply.json).errors?.[0]?.field).toBe("ut");
  });

  it("answers 404 for an unknown instrument and 503 while the market is unavailable", async () => {
    given({ index: "NONE.I" });
    expect((await harness.send(`/workflows/${id}/candles`)).status).toBe(404);
    harness = apiHarness({ market: { ...market, readCandles: noAnswer } });
    harness.clock.now = OPEN;
    given();
    expect((await harness.send(`/workflows/${id}/candles`)).status).toBe(503);
  });
});

describe("the candles of the instrument that is ordered", () => {
  it("are shown with the lines of the index", async () => {
    given();
    const [index, cfd] = [await charted("?ut=h1"), await charted("?ut=h1&of=cfd")];
    expect([index.code, cfd.code]).toEqual(["CAC40.I", "FRA40.I"]);
    expect(cfd.candles).not.toEqual(index.candles);
    expect(cfd.candles.map(({ start }) => start)).toEqual(index.candles.map(({ start }) => start));
    expect(cfd.lines).toEqual(index.lines);
  });

  it("are rejected for other instruments", async () => {
    given();
    expect((await harness.send(`/workflows/${id}/candles?of=broker`)).status).toBe(400);
  });
});

it("a chart counts the orders that it omits", async () => {
  given();
  for (let nth = 0; nth < 620; nth += 1) {
    const order = anOrder({ placed_at: OPEN - nth * 600 });
    harness.orderItems.set(order.id, order);
  }
  const { orders, more_orders } = await charted("?ut=h1");
  expect([orders.length, more_orders]).toEqual([500, 120]);
  expect(orders.at(-1)?.placed_at).toBe(OPEN);
});
