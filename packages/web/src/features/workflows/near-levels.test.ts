import { expect, it } from "vitest";
import { withNearLevels } from "./near-levels.ts";

const CANDLES = { minValue: 100, maxValue: 120 };

it("shows a level that is near the candles", () => {
  expect(withNearLevels(CANDLES, [128, 91])).toEqual({ minValue: 91, maxValue: 128 });
});

it("never flattens the candles for a level that is far away", () => {
  expect(withNearLevels(CANDLES, [0, 131, 1_000_000])).toEqual(CANDLES);
});
