import { expect, it } from "vitest";
import type { Outcome } from "./outcome.ts";
import { figureText, outcomeSign, outcomeText, pointsText, scoreText } from "./outcome-text.ts";
import { scoreOf } from "./score.ts";

const move = (points: number) => ({ points, percent: points });

it.each<[string, Outcome]>([
  ["not filled so far", { kind: "waiting" }],
  ["not filled", { kind: "not_filled" }],
  ["filled at 18,486.00, +35.20 after 1 d", filled(35.2, -1)],
  ["filled at 18,486.00, open, −12.00 so far", filled(null, -12)],
])("the outcome text is: %s", (text, outcome) => {
  expect(outcomeText(outcome, 2, "en-GB")).toBe(text);
});

it("the outcome text groups digits only when a locale is given", () => {
  expect(outcomeText(filled(1_035.2, 0), 2)).toBe("filled at 18486.00, +1035.20 after 1 d");
  expect(outcomeText(filled(1_035.2, 0), 2, "de-DE")).toBe(
    "filled at 18.486,00, +1.035,20 after 1 d",
  );
});

it("points have no sign when the rounded value is 0", () => {
  expect(pointsText({ points: -0.001 }, 2)).toBe("0.00");
});

it("the sign of an outcome is that of the move after a day, and until then of the newest price", () => {
  expect(outcomeSign(filled(35.2, -1))).toBe("gain");
  expect(outcomeSign(filled(null, -12))).toBe("loss");
  expect(outcomeSign(filled(0, 5))).toBeNull();
  expect(outcomeSign({ kind: "not_filled" })).toBeNull();
});

it("states the number of orders behind a figure, and when they are too few", () => {
  const percent = (value: number) => `${value * 100} %`;
  expect(figureText({ value: 0.5, of: 12 }, percent)).toBe("50 % (of 12)");
  expect(figureText({ value: null, of: 3 }, percent)).toBe("too few to say (3)");
});

it("sums up several orders in one line, with the number behind each figure", () => {
  const gains = [1, 2, 3, 4, 5, 6, -1, -2, -3, -4].map((points) => filled(points, 0));
  expect(scoreText(score([...gains, { kind: "not_filled" }]), 2)).toBe(
    "11 signals: 91 % filled (of 11), 60 % gained after 1 d (of 10), median +1.50 points (of 10)",
  );
  expect(scoreText(score(gains.map(() => filled(null, 1))), 2)).toBe(
    "10 signals: 100 % filled (of 10)",
  );
});

it("draws no conclusion from fewer than ten filled orders", () => {
  expect(scoreText(score([filled(1, 1), { kind: "waiting" }]), 2)).toBe(
    "2 signals, 1 filled: too few to say",
  );
  expect(scoreText(score([{ kind: "waiting" }]), 2)).toBe("1 signal, 0 filled: too few to say");
  expect(scoreText(score([]), 2)).toBe("0 signals");
});

function score(outcomes: readonly Outcome[]) {
  return scoreOf(outcomes, { workflow_version: 1, scored_from: 0, scored_to: 1 });
}

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
