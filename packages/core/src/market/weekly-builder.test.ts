import { describe, expect, test } from "vitest";
import { fromIso } from "../time/instant.ts";
import type { Candle } from "./candle.ts";
import { buildWeeklyCandles } from "./weekly-builder.ts";

const flat = (time: string, price: number): Candle => ({
  start: fromIso(time),
  open: price,
  high: price + 1,
  low: price - 1,
  close: price + 0.5,
});

/** One half-hour on Monday and one on Tuesday, 12 and 13 May 2025. */
const ROWS = [flat("2025-05-12T07:00:00Z", 10), flat("2025-05-13T07:00:00Z", 20)];
const LAST_WEEK = flat("2025-05-05T00:00:00Z", 5);

describe("weekly candles", () => {
  test("are the feed's bars when the newest one covers the current week", () => {
    const bars = [LAST_WEEK, flat("2025-05-12T00:00:00Z", 6)];
    expect(buildWeeklyCandles(bars, ROWS, "eu", fromIso("2025-05-14T09:00:00Z"))).toEqual(bars);
  });

  test("assign a bar dated on a Sunday to the week that follows", () => {
    const bars = [flat("2025-05-04T00:00:00Z", 5), flat("2025-05-11T00:00:00Z", 6)];
    expect(buildWeeklyCandles(bars, ROWS, "eu", fromIso("2025-05-14T09:00:00Z"))).toEqual(bars);
  });

  test("are completed from the week's closed days when the feed lags", () => {
    const candles = buildWeeklyCandles([LAST_WEEK], ROWS, "eu", fromIso("2025-05-14T09:00:00Z"));
    expect(candles.at(-1)).toEqual({
      start: fromIso("2025-05-12T07:00:00Z"),
      open: 10,
      high: 21,
      low: 9,
      close: 20.5,
    });
  });

  test("exclude a day that has not closed, and a week without a closed day", () => {
    const tuesday = buildWeeklyCandles([LAST_WEEK], ROWS, "eu", fromIso("2025-05-13T15:59:00Z"));
    expect(tuesday.at(-1)?.close).toBe(10.5);
    const monday = buildWeeklyCandles([LAST_WEEK], ROWS, "eu", fromIso("2025-05-12T09:00:00Z"));
    expect(monday).toEqual([LAST_WEEK]);
  });

  test("include the past week at the weekend", () => {
    const sunday = buildWeeklyCandles([LAST_WEEK], ROWS, "eu", fromIso("2025-05-18T12:00:00Z"));
    expect(sunday).toHaveLength(2);
  });

  test("are empty without bars and never begin after the tick", () => {
    const tick = fromIso("2025-05-14T09:00:00Z");
    expect(buildWeeklyCandles([], ROWS, "eu", tick)).toEqual([]);
    const ahead = flat("2025-05-19T00:00:00Z", 7);
    expect(buildWeeklyCandles([LAST_WEEK, ahead], [], "eu", tick)).toEqual([LAST_WEEK]);
  });
});
