import { describe, expect, test } from "vitest";
import { numberText, priceText } from "./number-text.ts";

describe("a price as text", () => {
  test.each([
    [4.9e-7, 8, "0.00000049"],
    [63.099999999999994, 2, "63.10"],
    [22_829.96, 2, "22829.96"],
    [18_713.214285714286, 2, "18713.21"],
    [-0.0001, 2, "0.00"],
    [1e-10, 10, "0.0000000001"],
  ])("of %d with %d decimals is %s", (value, decimals, text) => {
    expect(priceText(value, decimals)).toBe(text);
  });

  test("has grouped digits when a locale is given, as on the page", () => {
    expect(priceText(22_829.96, 2, "en-GB")).toBe("22,829.96");
    expect(priceText(22_829.96, 2, "de-DE")).toBe("22.829,96");
  });
});

test.each([
  [0.00001, "0.00001"],
  [0.1 + 0.2, "0.3"],
  [1_000_000, "1000000"],
  [0.5, "0.5"],
])("a quantity of %d is %s", (value, text) => {
  expect(numberText(value)).toBe(text);
});
