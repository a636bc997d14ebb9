import { expect, it } from "vitest";
import type { Outcome } from "./outcome.ts";
import { figureText, outcomeText, pointsText } from "./outcome-text.ts";

const move = (points: number) => ({ points, percent: points });

it.each<[string, Outcome]>([
  ["not filled so far", { kind: "waiting" }],
  ["not filled", { kind: "not_filled" }],
  ["filled at 18486.00, +35.20 after 1 d", filled(35.2, -1)],
  ["filled at 18486.00, −12.00 so far", filled(null, -12)],
])("reads %s", (text, outcome) => {
  expect(outcomeText(outcome, 2)).toBe(text);
});

it("shows no sign where nothing is left after rounding", () => {
  expect(pointsText({ points: -0.001 }, 2)).toBe("0.00");
});

it("says of how many orders a figure is, and when they are too few", () => {
  const percent = (value: number) => `${value * 100} %`;
  expect(figureText({ value: 0.5, of: 12 }, percent)).toBe("50 % (of 12)");
  expect(figureText({ value: null, of: 3 }, percent)).toBe("too few to say (3)");
});

function filled(d1: number | null, latest: number): Outcome {
  return {
    kind: "filled",
    filled_at: 0,
    fill_price: 18_486,
    after: { h1: null, h4: null, d1: d1 === null ? null : move(d1), d5: null },
    latest: move(latest),
    best: move(0),
    worst: move(0),
  };
}
