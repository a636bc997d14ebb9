import { describe, expect, test } from "vitest";
import { fromIso, toIso } from "../time/instant.ts";
import type { Candle } from "./candle.ts";
import { buildCandles, mergeCandles } from "./candle-builder.ts";

/** Half-hours that open at 1, 2, 3... and close one higher. High and low are a tenth beyond. */
function rowsAt(...times: readonly string[]): Candle[] {
  return times.map((time, index) => ({
    start: fromIso(time),
    open: index + 1,
    high: index + 2.1,
    low: index + 0.9,
    close: index + 2,
  }));
}

/** Every half-hour from `2025-06-16T07:00:00Z` until before `to`. */
function halfHoursFrom(from: string, to: string): string[] {
  const times: string[] = [];
  for (let start = fromIso(from); start < fromIso(to); start += 1_800) times.push(toIso(start));
  return times;
}

const starts = (candles: readonly Candle[]) => candles.map((candle) => toIso(candle.start));
const MONDAY = halfHoursFrom("2025-06-16T07:00:00Z", "2025-06-16T16:00:00Z");

describe("an hour", () => {
  test("is built from its two half-hours", () => {
    const rows = rowsAt("2025-06-16T07:00:00Z", "2025-06-16T07:30:00Z");
    expect(buildCandles(rows, "eu", "h1", fromIso("2025-06-16T08:00:00Z"))).toEqual([
      { start: fromIso("2025-06-16T07:00:00Z"), open: 1, high: 3.1, low: 0.9, close: 3 },
    ]);
  });

  test("does not exist before it has ended", () => {
    const rows = rowsAt("2025-06-16T07:00:00Z", "2025-06-16T07:30:00Z");
    expect(buildCandles(rows, "eu", "h1", fromIso("2025-06-16T07:59:59Z"))).toEqual([]);
  });

  test("with one half-hour missing is built from the other and starts with it", () => {
    const rows = rowsAt("2025-06-16T07:30:00Z");
    const [candle] = buildCandles(rows, "eu", "h1", fromIso("2025-06-16T08:00:00Z"));
    expect(candle).toEqual({ ...rows[0], start: fromIso("2025-06-16T07:00:00Z") });
  });
});

describe("the four-hour candles of a day", () => {
  test("end at 12, 16 and 18 in Paris", () => {
    const candles = buildCandles(rowsAt(...MONDAY), "eu", "h4", fromIso("2025-06-16T16:00:00Z"));
    expect(starts(candles)).toEqual([
      "2025-06-16T07:00:00Z",
      "2025-06-16T10:00:00Z",
      "2025-06-16T14:00:00Z",
    ]);
    expect(candles.map((candle) => candle.close)).toEqual([7, 15, 19]);
  });

  test("are stamped with the first hour that traded", () => {
    const rows = rowsAt(...MONDAY.slice(3));
    const [first] = buildCandles(rows, "eu", "h4", fromIso("2025-06-16T10:00:00Z"));
    expect(first?.start).toBe(fromIso("2025-06-16T08:00:00Z"));
  });

  test("end at 13:30 and 16:30 in New York, including trades after 16:00", () => {
    const times = halfHoursFrom("2025-06-16T11:00:00Z", "2025-06-16T22:00:00Z");
    const candles = buildCandles(rowsAt(...times), "us", "h4", fromIso("2025-06-16T20:30:00Z"));
    expect(starts(candles)).toEqual(["2025-06-16T13:30:00Z", "2025-06-16T17:30:00Z"]);
    // The last row starts at 20:00 UTC, the 19th from 11:00.
    expect(candles.at(-1)?.close).toBe(20);
  });
});

describe("a day", () => {
  test("excludes trades outside the session, and weekends", () => {
    const friday = halfHoursFrom("2025-06-13T04:00:00Z", "2025-06-13T20:00:00Z");
    const sunday = halfHoursFrom("2025-06-15T07:00:00Z", "2025-06-15T12:00:00Z");
    const rows = rowsAt(...friday, ...sunday, ...MONDAY);
    const days = buildCandles(rows, "eu", "daily", fromIso("2025-06-16T16:00:00Z"));
    expect(starts(days)).toEqual(["2025-06-13T07:00:00Z", "2025-06-16T07:00:00Z"]);
    expect(days[0]?.open).toBe(7);
  });

  test("is built on a half day too", () => {
    const rows = rowsAt(...MONDAY.slice(0, 10));
    const [day] = buildCandles(rows, "eu", "daily", fromIso("2025-06-16T16:00:00Z"));
    expect(day).toMatchObject({ open: 1, close: 11 });
  });

  test("has 24 hours, on Sundays too, where the market never closes", () => {
    const times = halfHoursFrom("2025-06-15T00:00:00Z", "2025-06-16T00:00:00Z");
    const candles = buildCandles(rowsAt(...times), "always", "h4", fromIso("2025-06-16T00:00:00Z"));
    expect(candles).toHaveLength(6);
  });
});

test("a limit builds the newest candles only", () => {
  const tick = fromIso("2025-06-16T16:00:00Z");
  const all = buildCandles(rowsAt(...MONDAY), "eu", "h1", tick);
  expect(buildCandles(rowsAt(...MONDAY), "eu", "h1", tick, 2)).toEqual(all.slice(-2));
});

test("merging no candles gives no candle", () => {
  expect(mergeCandles([])).toBeNull();
});
