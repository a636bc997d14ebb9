import { describe, expect, test } from "vitest";
import { roundDecimal, roundScaled } from "./rounding.ts";

describe("roundDecimal", () => {
  test("breaks exact ties to even", () => {
    expect(roundDecimal(0.031_25, 4)).toBe(0.0312);
    expect(roundDecimal(0.093_75, 4)).toBe(0.0938);
    expect(roundDecimal(-0.031_25, 4)).toBe(-0.0312);
    expect(roundDecimal(5_355.687_25 + 0.000_000_000_1, 4)).toBe(5_355.6873);
  });

  test("rounds the exact binary value, not its printed decimal", () => {
    // In binary, 1.00005 is slightly larger and 8.46065 slightly smaller than written.
    expect(roundDecimal(1.000_05, 4)).toBe(1.0001);
    expect(roundDecimal(8.460_65, 4)).toBe(8.4606);
  });

  test("returns values without such decimals unchanged, NaN and infinity included", () => {
    expect(roundDecimal(2 ** 60, 5)).toBe(2 ** 60);
    expect(roundDecimal(1e300, 5)).toBe(1e300);
    expect(roundDecimal(Number.NaN, 5)).toBeNaN();
    expect(roundDecimal(Number.POSITIVE_INFINITY, 4)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("roundScaled", () => {
  test("breaks ties of the scaled double to even", () => {
    expect(roundScaled(0.000_05, 4)).toBe(0);
    expect(roundScaled(0.000_15, 4)).toBe(0.0001);
    expect(roundScaled(13_799.892_05, 4)).toBe(13_799.892);
    expect(roundScaled(-0.000_15, 4)).toBe(-0.0001);
  });

  test("returns NaN for NaN", () => {
    expect(roundScaled(Number.NaN, 4)).toBeNaN();
  });
});
