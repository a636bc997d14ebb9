import { describe, expect, test } from "vitest";
import { numberOf, type YamlScalar } from "./yaml-scalar.ts";
import { readYaml } from "./yaml-tree.ts";

function plainScalar(text: string): YamlScalar | undefined {
  const node = readYaml(`value: ${text}`);
  const value = node.kind === "map" ? node.entries.get("value") : undefined;
  return value?.kind === "scalar" ? value.value : undefined;
}

describe("a plain scalar", () => {
  test.each([
    ["yes", true],
    ["No", false],
    ["ON", true],
    ["off", false],
    ["yEs", "yEs"],
    ["y", "y"],
    ["n", "n"],
    ["010", 8],
    ["08", "08"],
    ["0x1F", 31],
    ["0b101", 5],
    ["1_000", 1_000],
    ["-12", -12],
    ["1:30", 90],
    ["12:30:45", 45_045],
    ["1:60", "1:60"],
    ["1:30.5", 90.5],
    ["1e3", "1e3"],
    ["e5", "e5"],
    [".", "."],
    ["1.5e3", "1.5e3"],
    ["1.5e+3", 1_500],
    [".5", 0.5],
    ["-.inf", Number.NEGATIVE_INFINITY],
    ["~", null],
    ["", null],
    ["Null", null],
    ["2024/04/01", "2024/04/01"],
    ["GER40.I", "GER40.I"],
  ])("%j is %j", (text, value) => {
    expect(plainScalar(text)).toBe(value);
  });

  test("is a date when it has the form of a date", () => {
    expect(plainScalar("2024-04-01")).toEqual({ date: "2024-04-01" });
    expect(plainScalar("2024-4-1 10:00:00")).toEqual({ date: "2024-4-1 10:00:00" });
    expect(plainScalar("2024-4-1")).toBe("2024-4-1");
  });

  test("is NaN when it is .NaN", () => {
    expect(plainScalar(".NaN")).toBeNaN();
  });
});

describe("a number, as Python parses it,", () => {
  test.each([
    [" 4 ", 4],
    ["1e3", 1_000],
    ["1_0.5", 10.5],
    ["5.", 5],
    [".5", 0.5],
    ["-Infinity", Number.NEGATIVE_INFINITY],
    [true, 1],
    [2.5, 2.5],
    ["0x10", null],
    ["1_", null],
    ["1,5", null],
    ["", null],
    ["abc", null],
    [null, null],
  ])("from %j is %j", (value, number) => {
    expect(numberOf(value)).toBe(number);
  });

  test("may be NaN", () => {
    expect(numberOf("nan")).toBeNaN();
  });
});
