import { expect, it } from "vitest";
import type { Outcome } from "./outcome.ts";
import { scoreOf } from "./score.ts";

const PERIOD = { workflow_version: 1, scored_from: 0, scored_to: 2_592_000 };

const move = (value: number) => ({ points: value, percent: value });

function filled(points: number | null, worst = 0): Outcome {
  return {
    kind: "filled",
    filled_at: 0,
    fill_price: 100,
    after: { h1: null, h4: null, d1: points === null ? null : move(points), d5: null },
    latest: move(points ?? 0),
    best: move(points ?? 0),
    worst: move(worst),
  };
}

it("a score counts fills and gains after a day, with median and mean", () => {
  const gains = [1, 2, 3, 4, 5, 6, -1, -2, -3, 40].map((points) => filled(points, points - 10));
  const score = scoreOf([...gains, { kind: "not_filled" }, { kind: "waiting" }], PERIOD);
  expect(score).toEqual({
    ...PERIOD,
    signals: 12,
    fill_rate: { value: 10 / 11, of: 11 },
    hit_rate: { value: 0.7, of: 10 },
    median_points: { value: 2.5, of: 10 },
    mean_points: { value: 5.5, of: 10 },
    worst_points: { value: -13, of: 10 },
  });
});

it("a score has no rate for fewer than ten filled orders, only their number", () => {
  const score = scoreOf(
    Array.from({ length: 9 }, () => filled(1)),
    PERIOD,
  );
  expect(score).toMatchObject({
    signals: 9,
    fill_rate: { value: null, of: 9 },
    hit_rate: { value: null, of: 9 },
    worst_points: { value: null, of: 9 },
  });
});

it("a score excludes orders from its rates until their day has ended", () => {
  const score = scoreOf([...Array.from({ length: 10 }, () => filled(1)), filled(null)], PERIOD);
  expect(score.hit_rate).toEqual({ value: 1, of: 10 });
  expect(score.fill_rate).toEqual({ value: 1, of: 11 });
});
