import { describe, expect, test } from "vitest";
import { fromIso } from "../time/instant.ts";
import type { Candle } from "./candle.ts";
import { MarketError } from "./market-port.ts";
import { checkRows } from "./row-check.ts";

const row = (time: string, changes: Partial<Candle> = {}): Candle => ({
  start: fromIso(time),
  open: 10,
  high: 12,
  low: 9,
  close: 11,
  ...changes,
});

const FIRST = row("2025-06-16T07:00:00Z");

/** The error that `checkRows` throws for these rows. */
function refusal(...rows: readonly Candle[]): unknown {
  try {
    checkRows(rows, "DAX.I.csv");
    return "accepted";
  } catch (error) {
    return error;
  }
}

describe("the row check rejects, naming the row,", () => {
  test.each([
    [
      "a price that is not a number",
      { close: Number.NaN },
      "the close of 2025-06-16T07:30:00Z is NaN",
    ],
    ["an infinite price", { high: Number.POSITIVE_INFINITY }, "the high of"],
    ["a high below its low", { high: 8 }, "the high 8 of 2025-06-16T07:30:00Z is below the low 9"],
  ])("%s", (_, changes, reason) => {
    const error = refusal(FIRST, row("2025-06-16T07:30:00Z", changes));
    expect(error).toBeInstanceOf(MarketError);
    expect(error).toMatchObject({ code: "malformed", retryable: false });
    expect(String(error)).toContain("DAX.I.csv, row 2");
    expect(String(error)).toContain(reason);
  });

  test("a row that is repeated or out of order", () => {
    expect(String(refusal(FIRST, FIRST))).toContain("row 2: a second row of 2025-06-16T07:00:00Z");
    expect(String(refusal(row("2025-06-16T07:30:00Z"), FIRST))).toContain("comes after the row of");
  });

  test("a start that is not a valid instant", () => {
    expect(String(refusal({ ...FIRST, start: 0.5 }))).toContain("row 1: the start 0.5");
    expect(String(refusal({ ...FIRST, start: Number.NaN }))).toContain("row 1: the start NaN");
  });
});

test("an open or close outside the range of its row is kept and reported", () => {
  const rows = [FIRST, row("2025-06-16T07:30:00Z", { close: 8.5, open: 13 })];
  const warnings = checkRows(rows, "DAX.I.csv");
  expect(warnings.map(({ start }) => start)).toEqual([rows[1]?.start, rows[1]?.start]);
  expect(warnings[1]?.message).toContain("DAX.I.csv, row 2: the close 8.5");
});

test("rows in order are accepted without a warning", () => {
  expect(checkRows([], "DAX.I.csv")).toEqual([]);
  expect(checkRows([FIRST, row("2025-06-16T08:30:00Z")], "DAX.I.csv")).toEqual([]);
});
