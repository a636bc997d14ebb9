import { describe, expect, test } from "vitest";
import type { Candle } from "../market/candle.ts";
import type { Instrument } from "../market/instrument.ts";
import type { Series } from "../market/series.ts";
import { fromIsoDate } from "../time/day.ts";
import { fromIso } from "../time/instant.ts";
import { evaluate, isActive } from "./evaluate.ts";
import { explanationSchema } from "./explanation.ts";
import { memoisedView } from "./market-view.ts";
import { type WorkflowDraft, workflowDraftSchema } from "./workflow.ts";

const TICK = fromIso("2026-11-20T15:01:00Z");

const cfd: Instrument = {
  code: "GER40.I",
  name: "Germany 40",
  asset_type: "CfdOnIndex",
  decimals: 2,
  tick_size: 0.01,
  market: "eu",
};

const candle = (low: number, close: number, high: number): Candle => ({
  start: TICK - 3_660,
  open: close,
  high,
  low,
  close,
});

function workflow(changes: Readonly<Record<string, unknown>> = {}): WorkflowDraft {
  return workflowDraftSchema.parse({
    name: "w",
    index: "DAX.I",
    cfd: "GER40.I",
    enable: true,
    conditions: [
      {
        indicator: { name: "polarite", ut: "h4", value: 100 },
        close: { direction: "below", ut: "h1", spread: 5 },
        element: "close",
      },
    ],
    trigger: {
      ut: "daily",
      signal: "breakout",
      location: "lower",
      order_direction: "sell",
      quantity: 2,
    },
    ...changes,
  });
}

type Answers = Readonly<Record<string, Series>>;
const series = (...candles: readonly Candle[]): Series => ({ kind: "series", candles });
const unavailable: Series = { kind: "unavailable", reason: "market unavailable", detail: "down" };

/** A market on which the condition of `workflow()` holds. */
const HOLDING: Answers = {
  "DAX.I h4": series(candle(90, 100, 110)),
  "GER40.I h1": series(candle(90, 98, 99)),
  "GER40.I daily": series(candle(95, 97, 103)),
};

function evaluated(draft: WorkflowDraft, changes: Answers = {}, days: readonly string[] = []) {
  const answers = { ...HOLDING, ...changes };
  const view = memoisedView(
    TICK,
    ({ code, ut }) => answers[`${code} ${ut}`] ?? unavailable,
    () => ({ kind: "days", days: days.map(fromIsoDate) }),
  );
  const evaluation = evaluate({ workflow: draft, view, instrument: cfd });
  // Whatever comes of it, the explanation can be sent.
  explanationSchema.parse({ ...evaluation.explanation });
  return evaluation;
}

describe("a condition that holds", () => {
  test("yields a sell stop a point below the trigger candle", () => {
    const evaluation = evaluated(workflow());
    expect(evaluation.kind).toBe("signal");
    expect(evaluation).toMatchObject({
      order: {
        order_code: "GER40.I",
        order_price: 94,
        order_quantity: 2,
        order_direction: "SELL",
        order_type: "OPEN_STOP",
        asset_type: "CfdOnIndex",
        price_decimals: 2,
        trigger_close: 98,
        indicator: { name: "polarite", ut: "h4", value: 100 },
      },
      explanation: { holds: true, distance_points: 0 },
    });
  });

  test.each([
    ["above", "higher", "buy", "BUY", "OPEN_STOP", 104],
    ["above", "higher", "sell", "SELL", "LIMIT", 104],
    ["below", "lower", "buy", "BUY", "LIMIT", 94],
    ["below", "lower", "sell", "SELL", "OPEN_STOP", 94],
  ] as const)(
    "%s, %s, %s is a %s %s at %i",
    (direction, location, order_direction, side, order_type, order_price) => {
      const [base] = workflow().conditions;
      const draft = workflow({
        conditions: [{ ...base, close: { ...base.close, direction } }],
        trigger: { ...workflow().trigger, location, order_direction },
      });
      const close = direction === "above" ? candle(99, 102, 103) : candle(90, 98, 99);
      expect(evaluated(draft, { "GER40.I h1": series(close) })).toMatchObject({
        order: { order_direction: side, order_type, order_price },
      });
    },
  );

  test("places the order at the trigger's offset from the candle", () => {
    const trigger = { ...workflow().trigger, offset: 0.25 };
    expect(evaluated(workflow({ trigger }))).toMatchObject({ order: { order_price: 94.75 } });
  });

  test("proposes nothing when trigger and condition have different directions", () => {
    const trigger = { ...workflow().trigger, location: "higher" };
    expect(evaluated(workflow({ trigger }))).toMatchObject({
      kind: "skipped",
      reason: "location does not match direction",
      explanation: { holds: true },
    });
  });

  test.each([
    ["more than a fifth away from the close", candle(77, 97, 103), "implausible price"],
    ["not positive", candle(0.5, 97, 103), "implausible price"],
  ])("proposes no price that is %s", (_, trigger, reason) => {
    expect(evaluated(workflow(), { "GER40.I daily": series(trigger) })).toMatchObject({
      kind: "skipped",
      reason,
    });
  });

  test("gives an implausible price in the decimals of its instrument", () => {
    const draft = workflow({ trigger: { ...workflow().trigger, offset: 0.9 } });
    expect(evaluated(draft, { "GER40.I daily": series(candle(0.3, 97, 103)) })).toMatchObject({
      detail: "the order price -0.60 is not positive or more than 20 % from the close 98.00",
    });
  });

  test("proposes no negative price, even where prices are negative", () => {
    const [base] = workflow().conditions;
    const draft = workflow({
      conditions: [{ ...base, indicator: { name: "polarite", ut: "h4", value: -5 } }],
      trigger: { ...workflow().trigger, offset: 0.1 },
    });
    const below = {
      "GER40.I h1": series(candle(-6, -5, -4)),
      "GER40.I daily": series(candle(-5.5, -5, -4)),
    };
    expect(evaluated(draft, below)).toMatchObject({ kind: "skipped", reason: "implausible price" });
  });

  test("proposes a price a fifth away", () => {
    const close = { "GER40.I h1": series(candle(90, 100, 100)) };
    const at = (low: number) =>
      evaluated(workflow(), { ...close, "GER40.I daily": series(candle(low, 97, 103)) });
    expect(at(81).kind).toBe("signal");
    expect(at(80.99).kind).toBe("skipped");
  });
});

describe("a condition that does not hold", () => {
  test("has the distance to the market", () => {
    const evaluation = evaluated(workflow(), { "GER40.I h1": series(candle(90, 93, 99)) });
    expect(evaluation).toMatchObject({
      kind: "no_signal",
      explanation: {
        holds: false,
        distance_points: 2,
        conditions: [
          { alternatives: [[{ element: "close", actual: 93, min: 95, max: 100, holds: false }]] },
        ],
      },
    });
  });
});

describe("a workflow is skipped", () => {
  test("when its indicator's candles cannot be read, even if the indicator uses none", () => {
    expect(evaluated(workflow(), { "DAX.I h4": unavailable })).toMatchObject({
      kind: "skipped",
      reason: "market unavailable",
      explanation: { conditions: [{ indicator: null }] },
    });
  });

  test("when there is no condition candle, with the indicator known", () => {
    expect(evaluated(workflow(), { "GER40.I h1": series() })).toMatchObject({
      kind: "skipped",
      reason: "no candles",
      explanation: { conditions: [{ indicator: { value: 100 }, condition_candle: null }] },
    });
  });

  test("when there is no trigger candle, even if its condition is false", () => {
    const far = { "GER40.I h1": series(candle(1, 2, 3)), "GER40.I daily": series() };
    expect(evaluated(workflow(), far)).toMatchObject({ kind: "skipped", reason: "no candles" });
  });

  test("when the history is too short", () => {
    const [base] = workflow().conditions;
    const draft = workflow({ conditions: [{ ...base, indicator: { name: "ma7", ut: "h4" } }] });
    const evaluation = evaluated(draft);
    expect(evaluation).toMatchObject({ kind: "skipped", reason: "not enough candles" });
  });

  test("when there is no candle for its bands", () => {
    const [base] = workflow().conditions;
    const draft = workflow({ conditions: [{ ...base, indicator: { name: "bbh", ut: "h4" } }] });
    const view = memoisedView(
      TICK,
      () => series(),
      () => ({ kind: "days", days: [] }),
    );
    const evaluation = evaluate({ workflow: draft, view, instrument: cfd });
    expect(evaluation).toMatchObject({ kind: "skipped", reason: "no candles" });
    expect(evaluation.explanation.conditions[0].indicator).toBeNull();
  });
});

function line(x1: string, x2: string): WorkflowDraft {
  return workflow({
    conditions: [
      {
        indicator: { name: "inclined", ut: "h4", x1: { x: x1, y: 100 }, x2: { x: x2, y: 110 } },
        close: { direction: "below", ut: "h1", spread: 0 },
      },
    ],
  });
}

describe("an inclined line", () => {
  const days = ["2026-11-09", "2026-11-10", "2026-11-12", "2026-11-13", "2026-11-19", "2026-11-20"];
  test("rises by the days on which the instrument traded", () => {
    const evaluation = evaluated(line("2026-11-09", "2026-11-12"), {}, days);
    expect(evaluation.explanation.conditions[0].indicator?.value).toBe(125);
  });

  test("includes the next day when the market has traded on it", () => {
    const tomorrow = [...days, "2026-11-21", "2026-11-22"];
    const evaluation = evaluated(line("2026-11-09", "2026-11-12"), {}, tomorrow);
    expect(evaluation.explanation.conditions[0].indicator?.value).toBe(130);
  });

  test.each([
    ["the points are in the wrong order", "2026-11-12", "2026-11-09"],
    ["nothing traded between them", "2026-11-13", "2026-11-16"],
  ])("is skipped when %s", (_, x1, x2) => {
    expect(evaluated(line(x1, x2), {}, days)).toMatchObject({
      kind: "skipped",
      reason: "line without open days",
    });
  });
});

test("a zone's values may be in either order", () => {
  const [base] = workflow().conditions;
  const indicator = { name: "zone", ut: "h4", value: 105, zone_value: 95 };
  const { explanation } = evaluated(workflow({ conditions: [{ ...base, indicator }] }));
  expect(explanation.conditions[0].indicator?.value).toEqual([95, 105]);
});

describe("a workflow is active", () => {
  test("when it is enabled, up to its last day", () => {
    expect(isActive({ enable: true, end_date: null }, TICK)).toBe(true);
    expect(isActive({ enable: true, end_date: "2026-11-20" }, TICK)).toBe(true);
    expect(isActive({ enable: true, end_date: "2026-11-19" }, TICK)).toBe(false);
    expect(isActive({ enable: false, end_date: null }, TICK)).toBe(false);
  });
});
