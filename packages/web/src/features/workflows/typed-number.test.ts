import { describe, expect, it } from "vitest";
import { typedNumber } from "./typed-number.ts";

describe("a typed number", () => {
  it("may have spaces and a decimal comma", () => {
    expect(typedNumber("7 512,5")).toBe(7512.5);
    expect(typedNumber("7\u202f512.5")).toBe(7512.5);
    expect(typedNumber("-.5")).toBe(-0.5);
  });

  it("is empty, a number or invalid", () => {
    expect(typedNumber("  ")).toBeUndefined();
    expect(typedNumber("12a")).toBeNaN();
    expect(typedNumber("12,34.5")).toBeNaN();
    expect(typedNumber("1,2345.5")).toBeNaN();
    expect(typedNumber("1e9")).toBeNaN();
  });

  it.each([
    ["22,829.96", 22_829.96],
    ["22.829,96", 22_829.96],
    ["22 829,96", 22_829.96],
    ["22’829.96", 22_829.96],
    ["-1,234,567.5", -1_234_567.5],
    ["\u22121.234.567,5", -1_234_567.5],
    ["1,234,567", 1_234_567],
    ["1.234.567", 1_234_567],
    ["1,00,000.5", 100_000.5],
  ])("may be pasted in the format of the page: %s", (text, number) => {
    expect(typedNumber(text)).toBe(number);
  });

  it.each([
    "1 5",
    "12 34",
    "7 512 5",
    "1 ,5",
    "- 5",
    "5 points",
    "٢٢",
    "0x10",
    "12:30",
    "1_000",
    "∞",
  ])("is rejected: %s", (text) => {
    expect(typedNumber(text)).toBeNaN();
  });

  it("may have any kind of space between thousands", () => {
    for (const space of [" ", "\u00a0", "\u2009", "\u202f", "'"]) {
      expect(typedNumber(`+1${space}234${space}567,5`)).toBe(1_234_567.5);
    }
  });

  it("is rejected when a comma or a point may mean thousands or decimals", () => {
    expect(typedNumber("22,400")).toBeNaN();
    expect(typedNumber("22.400")).toBeNaN();
    expect(typedNumber("-1,234")).toBeNaN();
    expect(typedNumber("0,125")).toBe(0.125);
    expect(typedNumber("7512,500")).toBe(7512.5);
    expect(typedNumber("0.125")).toBe(0.125);
    expect(typedNumber("15.8400")).toBe(15.84);
  });
});
