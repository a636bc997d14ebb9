import { expect, test } from "vitest";
import { compensatedSum, laneSum } from "./sum.ts";

test("the compensated sum keeps the digits that a plain sum loses", () => {
  expect(compensatedSum(Float64Array.of(1, 1e100, 1, -1e100))).toBe(2);
  expect(compensatedSum(Float64Array.from({ length: 10 }, () => 0.1))).toBe(1);
});

test("the sum of nothing is 0, and an infinite sum stays infinite", () => {
  expect(compensatedSum(new Float64Array())).toBe(0);
  expect(compensatedSum(Float64Array.of(Number.MAX_VALUE, Number.MAX_VALUE))).toBe(
    Number.POSITIVE_INFINITY,
  );
});

test("the lane sum adds as NumPy does", () => {
  // Lane 0 holds 1e16 and 1; the 1 is lost. The remaining 1 is added last and is lost too.
  const values = Float64Array.of(1e16, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1);
  expect(laneSum(values)).toBe(1e16);
  expect(laneSum(Float64Array.from({ length: 20 }, (_, index) => index))).toBe(190);
  expect(laneSum(Float64Array.of(1, 2, 3))).toBe(6);
});
