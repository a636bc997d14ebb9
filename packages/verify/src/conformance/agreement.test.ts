import { describe, expect, test } from "vitest";
import { agree, agreeText, jsonOf } from "./agreement.ts";

describe("agree", () => {
  test("treats numbers that differ in the last bits as equal", () => {
    expect(agree(18_000.000_000_001, 18_000)).toBe(true);
    expect(agree(18_000.001, 18_000)).toBe(false);
  });

  test("compares absolutely below 1", () => {
    expect(agree(5e-10, 0)).toBe(true);
    expect(agree(5e-9, 0)).toBe(false);
  });

  test("distinguishes a missing field from null", () => {
    expect(agree({ price: null }, { price: null })).toBe(true);
    expect(agree({}, { price: null })).toBe(false);
    expect(agree({ price: null, extra: 1 }, { price: null })).toBe(false);
  });

  test("treats Python's runtime errors as equal and compares the reference's own errors by their text", () => {
    const accident = { error: "ZeroDivisionError: float division by zero" };
    expect(agree({ error: "ZeroDivisionError: division by zero" }, accident)).toBe(true);
    expect(agree(0, accident)).toBe(false);
    const own = { error: "SaxoException: Missing candles" };
    expect(agree({ error: "SaxoException: Missing candles" }, own)).toBe(true);
    expect(agree(accident, own)).toBe(false);
  });

  test("compares lists in order and length", () => {
    expect(agree([1, 2], [1, 2])).toBe(true);
    expect(agree([2, 1], [1, 2])).toBe(false);
    expect(agree([1], [1, 2])).toBe(false);
  });
});

describe("agreeText", () => {
  test("compares the numbers in a sentence as numbers", () => {
    expect(agreeText("Buy for 1 at 0.00001", "Buy for 1.0 at 1e-05")).toBe(true);
    expect(agreeText("Buy for 1 at 0.00002", "Buy for 1.0 at 1e-05")).toBe(false);
  });

  test("compares the text between them exactly", () => {
    expect(agreeText("Buy for 1", "Sell for 1")).toBe(false);
  });
});

describe("jsonOf", () => {
  test("names values that JSON cannot express", () => {
    expect(jsonOf({ bands: [Number.NaN, Number.NEGATIVE_INFINITY, 1] })).toEqual({
      bands: ["NaN", "-Infinity", 1],
    });
  });
});
