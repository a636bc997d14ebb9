import { expect, it } from "vitest";
import { withNearLevels } from "./near-levels.ts";

const CANDLES = { minValue: 100, maxValue: 120 };

it("the price range includes a level near the candles", () => {
  expect(withNearLevels(CANDLES, [128, 91])).toEqual({ minValue: 91, maxValue: 128 });
});

it("the price range excludes a distant level, which would flatten the candles", () => {
  expect(withNearLevels(CANDLES, [0, 131, 1_000_000])).toEqual(CANDLES);
});
