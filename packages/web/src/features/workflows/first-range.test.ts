import { expect, it } from "vitest";
import { firstRange } from "./first-range.ts";

it("a wide chart shows 80 candles", () => {
  expect(firstRange(300, 860)).toEqual({ from: 220, to: 309 });
});

it("a narrow chart shows fewer candles, and keeps the words of the price line off them", () => {
  const { from, to } = firstRange(300, 306);
  expect(from).toBe(273);
  const pixelsOfACandle = (306 - 70) / (to - from);
  expect(pixelsOfACandle).toBeGreaterThan(5.5);
  expect((to - 300) * pixelsOfACandle).toBeGreaterThan(65);
});

it("a chart that has no width yet shows candles", () => {
  expect(firstRange(300, 0)).toEqual({ from: 280, to: 312 });
});
