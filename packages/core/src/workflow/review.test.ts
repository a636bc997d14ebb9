import { describe, expect, test } from "vitest";
import { parseReferenceFile, parseWorkflowFile } from "./import.ts";
import { type Finding, reviewOffset, reviewWorkflow } from "./review.ts";
import { type WorkflowDraft, workflowDraftSchema } from "./workflow.ts";

type Changes = Readonly<{ indicator?: object; close?: object; element?: string; trigger?: object }>;

function draft({ indicator, close, element, trigger }: Changes = {}): WorkflowDraft {
  return workflowDraftSchema.parse({
    name: "w",
    index: "DAX.I",
    cfd: "GER40.I",
    enable: true,
    conditions: [
      {
        indicator: { name: "ma50", ut: "h4", ...indicator },
        close: { direction: "below", ut: "h1", spread: 10, ...close },
        element: element ?? null,
      },
    ],
    trigger: {
      ut: "h1",
      signal: "breakout",
      location: "lower",
      order_direction: "sell",
      quantity: 1,
      ...trigger,
    },
  });
}

function found(changes: Changes): [Finding["kind"], string][] {
  return reviewWorkflow(draft(changes)).map(({ kind, path }) => [kind, path.join(".")]);
}

const line = (from: string, to: string) => ({
  indicator: { name: "inclined", x1: { x: from, y: 1 }, x2: { x: to, y: 2 } },
});

describe("a workflow that can never signal is reported for", () => {
  test.each<[string, Changes, string]>([
    ["an indicator on 5 minutes", { indicator: { ut: "5m" } }, "conditions.0.indicator.ut"],
    ["a condition candle of 15 minutes", { close: { ut: "15m" } }, "conditions.0.close.ut"],
    ["a trigger candle of a month", { trigger: { ut: "monthly" } }, "trigger.ut"],
    ["a trigger above a condition below", { trigger: { location: "higher" } }, "trigger.location"],
    ["a trigger below a condition above", { close: { direction: "above" } }, "trigger.location"],
    ["a line backwards", line("2026-09-21", "2026-09-18"), "conditions.0.indicator.x2.x"],
    ["a line over a weekend", line("2026-09-18", "2026-09-20"), "conditions.0.indicator.x2.x"],
  ])("%s", (_, changes, path) => {
    expect(found(changes)).toEqual([["never", path]]);
  });
});

describe("a workflow that signals by coincidence at most is reported for", () => {
  const level = { indicator: { name: "polarite", value: 18_500 }, close: { spread: 0 } };
  const spread = "conditions.0.close.spread";
  test.each<[string, Changes, string]>([
    ["an average without a spread", { close: { spread: 0 } }, spread],
    ["a level without a spread, for one number", { ...level, element: "close" }, spread],
    [
      "a zone without width",
      { indicator: { name: "zone", value: 5, zone_value: 5 } },
      "conditions.0.indicator.zone_value",
    ],
  ])("%s", (_, changes, path) => {
    expect(found(changes)).toEqual([["hardly", path]]);
  });

  test("neither a level that a candle may cross nor an indicator without a spread", () => {
    expect(found(level)).toEqual([]);
    expect(found({ indicator: { name: "combo" }, close: { spread: 0 } })).toEqual([]);
    const zone = { name: "zone", value: 5, zone_value: 6 };
    expect(found({ indicator: zone, close: { spread: 0 } })).toEqual([]);
    expect(found(line("2026-09-18", "2026-09-21"))).toEqual([]);
  });
});

describe("an offset", () => {
  const of = (offset: number, price: number) => reviewOffset(draft({ trigger: { offset } }), price);

  test("that puts the order more than a fifth of the price away is reported", () => {
    expect(of(1, 0.0000123)).toEqual({
      kind: "hardly",
      path: ["trigger", "offset"],
      reason:
        "is 1 and GER40.I trades at 0.0000123: an order more than 20 % from the market is not proposed",
    });
    expect(of(1, 4.99)).not.toBeNull();
  });

  test("of up to a fifth of the price is not", () => {
    expect(of(1, 5)).toBeNull();
    expect(of(0.000002, 0.0000123)).toBeNull();
  });
});

const file = (close: string, location: string) => `- name: w
  index: DAX.I
  cfd: GER40.I
  enable: true
  conditions:
    - indicator: {name: ma50, ut: h4}
      close: ${close}
  trigger: {ut: h1, signal: breakout, location: ${location}, order_direction: sell, quantity: 1}
`;

describe("a workflow file", () => {
  test("with a workflow that can never signal is rejected with its lines, unlike in the reference", () => {
    const text = file("{direction: below, ut: 5m, spread: 0}", "higher");
    expect(parseWorkflowFile(text)).toMatchObject({
      workflows: [],
      errors: [
        { line: 7, workflow: "w", field: "conditions[0].close.ut" },
        { line: 8, workflow: "w", field: "trigger.location" },
      ],
    });
    expect(parseReferenceFile(text, "first")).toMatchObject({
      workflows: [{ line: 1 }],
      errors: [],
    });
  });

  test("with one that hardly signals is read with a warning for its line", () => {
    expect(parseWorkflowFile(file("{direction: below, ut: h1}", "lower"))).toMatchObject({
      workflows: [{ line: 1 }],
      errors: [],
      warnings: [{ line: 7, workflow: "w", field: "conditions[0].close.spread" }],
    });
  });
});
