import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Candle } from "../market/candle.ts";
import type { Instrument } from "../market/instrument.ts";
import type { Series } from "../market/series.ts";
import { evaluate } from "./evaluate.ts";
import { decisiveCondition, explanationSchema } from "./explanation.ts";
import { memoisedView } from "./market-view.ts";
import { planReads } from "./read-plan.ts";
import { type Condition, type WorkflowDraft, workflowDraftSchema } from "./workflow.ts";

const CFD: Instrument = {
  code: "X",
  name: "X",
  asset_type: "Stock",
  decimals: 2,
  tick_size: 0.01,
  market: "eu",
};
const CANDLE: Candle = { start: 0, open: 100, high: 101, low: 99, close: 100 };

/** Holds when the close of the h1 candle, 100, is at most 5 under the level. */
function under(level: number, ut: "h1" | "h4" | "daily" | "weekly" = "h1"): Condition {
  return {
    indicator: { name: "polarite", ut, value: level },
    close: { direction: "below", ut: "h1", spread: 5 },
    element: "close",
  };
}

const COMBO: Condition = {
  indicator: { name: "combo", ut: "h1" },
  close: { direction: "below", ut: "h1", spread: 0 },
  element: null,
};

function rule(match: "all" | "any", conditions: readonly Condition[], location = "lower") {
  return workflowDraftSchema.parse({
    name: "w",
    index: "X",
    cfd: "X",
    enable: true,
    conditions,
    match,
    trigger: { ut: "daily", signal: "breakout", location, order_direction: "sell", quantity: 1 },
  });
}

const DOWN: Series = { kind: "unavailable", reason: "market unavailable", detail: "down" };

/** `missing`: unit times whose candles cannot be read. */
function evaluated(workflow: WorkflowDraft, missing: readonly string[] = []) {
  const view = memoisedView(
    0,
    ({ ut }) =>
      missing.includes(ut)
        ? DOWN
        : { kind: "series", candles: Array.from({ length: 320 }, () => CANDLE) },
    () => ({ kind: "days", days: [] }),
  );
  const evaluation = evaluate({ workflow, view, instrument: CFD });
  explanationSchema.parse({ ...evaluation.explanation });
  return evaluation;
}

describe("a workflow of several conditions", () => {
  test("signals when all of them hold, or any with match: any", () => {
    const [yes, no] = [under(102), under(200)];
    expect(evaluated(rule("all", [yes, yes])).kind).toBe("signal");
    expect(evaluated(rule("all", [yes, no])).kind).toBe("no_signal");
    expect(evaluated(rule("any", [no, yes])).kind).toBe("signal");
    expect(evaluated(rule("any", [no, no])).kind).toBe("no_signal");
  });

  test("explains each of them", () => {
    const { explanation } = evaluated(rule("all", [under(102), under(120), COMBO]));
    expect(explanation).toMatchObject({ match: "all", holds: false });
    expect(explanation.conditions).toMatchObject([
      { holds: true, distance_points: 0, indicator: { value: 102 } },
      { holds: false, distance_points: 15, indicator: { value: 120 } },
      { holds: false, distance_points: null, expected_combo: "Sell" },
    ]);
  });

  test("has one trigger and the candle of the first condition that holds", () => {
    const evaluation = evaluated(rule("any", [under(200, "h4"), under(103, "daily")]));
    expect(evaluation).toMatchObject({
      order: {
        order_price: 98,
        trigger_close: 100,
        indicator: { name: "polarite", ut: "daily", value: 103 },
      },
    });
  });

  test("may have both directions if one of them is that of the trigger", () => {
    const above: Condition = { ...under(98), close: { direction: "above", ut: "h1", spread: 5 } };
    expect(evaluated(rule("all", [above, under(102)])).kind).toBe("signal");
    expect(evaluated(rule("all", [above, under(102)], "higher")).kind).toBe("signal");
    expect(evaluated(rule("all", [above, above]))).toMatchObject({
      kind: "skipped",
      reason: "location does not match direction",
    });
  });

  test("is skipped when one cannot be evaluated, unless another is sufficient", () => {
    const [yes, no, lost] = [under(102), under(200), under(102, "h4")];
    const skipped = { kind: "skipped", reason: "market unavailable" };
    expect(evaluated(rule("all", [no, lost]), ["h4"])).toMatchObject(skipped);
    expect(evaluated(rule("all", [yes, lost]), ["h4"])).toMatchObject(skipped);
    expect(evaluated(rule("any", [lost, no]), ["h4"])).toMatchObject(skipped);
    expect(evaluated(rule("any", [lost, yes]), ["h4"])).toMatchObject({
      kind: "signal",
      explanation: {
        conditions: [
          { holds: null, problem: "market unavailable: down" },
          { holds: true, problem: null },
        ],
      },
    });
  });

  test("reads the candles of every condition", () => {
    const line: Condition = {
      ...under(1),
      indicator: {
        name: "inclined",
        ut: "h1",
        x1: { x: "2026-01-05", y: 1 },
        x2: { x: "2026-01-06", y: 1 },
      },
    };
    const reads = planReads([rule("all", [under(1), under(1, "weekly"), line])], 1_800_000_000);
    expect(reads.map(({ horizon }) => horizon).toSorted()).toEqual([
      "daily",
      "half_hour",
      "weekly",
    ]);
  });
});

describe("the decisive condition", () => {
  const gapOf = (match: "all" | "any", conditions: readonly Condition[]) =>
    evaluated(rule(match, conditions)).explanation.distance_points;

  test("is the farthest from holding when all are required, the nearest when one is sufficient", () => {
    const conditions = [under(110), under(130), under(120)];
    expect(gapOf("all", conditions)).toBe(25);
    expect(gapOf("any", conditions)).toBe(5);
    expect(gapOf("all", [under(102), under(120)])).toBe(15);
    expect(gapOf("any", [under(120), under(102)])).toBe(0);
  });

  test("is a missing combo, whose distance is unknown", () => {
    expect(gapOf("all", [under(110), COMBO])).toBeNull();
    expect(gapOf("any", [COMBO, under(110)])).toBe(5);
  });

  test("agrees with the results of the individual conditions", () => {
    const levels = fc.array(fc.integer({ min: 60, max: 140 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(levels, fc.constantFrom("all", "any"), (values, match) => {
        const alone = values.map((value) => gapOf("all", [under(value)]) ?? Number.NaN);
        const { kind, explanation } = evaluated(
          rule(
            match,
            values.map((value) => under(value)),
          ),
        );
        const wanted = match === "all" ? Math.max(...alone) : Math.min(...alone);
        expect(explanation.distance_points).toBe(wanted);
        expect(decisiveCondition(explanation).distance_points).toBe(wanted);
        expect(kind === "signal").toBe(wanted === 0);
      }),
    );
  });
});

test("a workflow has one to five conditions, and by default all must hold", () => {
  const draft = rule("all", [under(1)]);
  const withConditions = (count: number) =>
    workflowDraftSchema.safeParse({
      ...draft,
      conditions: Array.from({ length: count }, () => under(1)),
    });
  expect([0, 1, 5, 6].map((count) => withConditions(count).success)).toEqual([
    false,
    true,
    true,
    false,
  ]);
  const { match: _, ...older } = draft;
  expect(workflowDraftSchema.parse(older).match).toBe("all");
});
