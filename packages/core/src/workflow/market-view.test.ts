import { describe, expect, test } from "vitest";
import type { Candle } from "../market/candle.ts";
import { MarketError, type MarketErrorCode } from "../market/market-port.ts";
import { fromIsoDate } from "../time/day.ts";
import { fromIso, toIso } from "../time/instant.ts";
import { marketView, memoisedView } from "./market-view.ts";

const TICK = fromIso("2025-06-16T16:01:00Z");
const row = (time: string, close = 10): Candle => ({
  start: fromIso(time),
  open: close,
  high: close,
  low: close,
  close,
});

const HALF_HOURS = [row("2025-06-16T07:00:00Z"), row("2025-06-16T07:30:00Z", 11)];

describe("a view", () => {
  test("builds each series once for any number of readers", () => {
    let reads = 0;
    const view = marketView({
      tick: TICK,
      rows: () => {
        reads += 1;
        return HALF_HOURS;
      },
    });
    const key = { code: "DAX.I", session: "eu", ut: "h1" } as const;
    expect(view.series(key)).toBe(view.series({ ...key }));
    expect(reads).toBe(1);
    view.series({ ...key, session: "us" });
    expect(reads).toBe(2);
  });

  test("computes each indicator of a series once", () => {
    let built = 0;
    const candles = Array.from({ length: 60 }, (_, index) => row("2025-06-16T07:00:00Z", index));
    const view = memoisedView(
      TICK,
      () => {
        built += 1;
        return { kind: "series", candles };
      },
      () => ({ kind: "days", days: [] }),
    );
    const key = { code: "DAX.I", session: "eu", ut: "h1" } as const;
    const first = view.indicator(key, "ma50");
    expect(first).toMatchObject({ kind: "value", value: 34.5 });
    expect(view.indicator(key, "ma50")).toBe(first);
    expect(view.indicator(key, "ma7")).not.toBe(first);
    expect(built).toBe(1);
  });

  test("rounds the bands of a cheap instrument by its own decimals", () => {
    const start = fromIso("2025-06-16T07:00:00Z");
    const rows = [1.1e-5, 1.2e-5].map((close, index) => row(toIso(start + index * 3_600), close));
    const shib = { code: "SHIBUSDT", name: "SHIB", asset_type: "CryptoPair" };
    const instrument = { ...shib, market: "always", decimals: 8, tick_size: 1e-8 } as const;
    const view = marketView({ tick: TICK, rows: () => rows, instrumentOf: () => instrument });
    const key = { code: "SHIBUSDT", session: "always", ut: "h1" } as const;
    expect(view.indicator(key, "bbh")).toMatchObject({ kind: "value", value: 0.00001275 });
  });

  test("reports the unit times that cannot be built", () => {
    const view = marketView({ tick: TICK, rows: () => HALF_HOURS });
    for (const ut of ["5m", "15m", "30m", "monthly"] as const) {
      const series = view.series({ code: "DAX.I", session: "eu", ut });
      expect(series).toMatchObject({ kind: "unavailable", reason: "unsupported unit time" });
    }
  });

  test("distinguishes a market without candles from an unavailable one", () => {
    const none = marketView({ tick: TICK, rows: () => [] });
    const key = { code: "DAX.I", session: "eu", ut: "h4" } as const;
    expect(none.series(key)).toMatchObject({ kind: "unavailable", reason: "no candles" });
    const refused = (code: MarketErrorCode) =>
      marketView({ tick: TICK, rows: () => new MarketError(code, "no", { retryable: false }) });
    expect(refused("no-data").series(key)).toMatchObject({ reason: "no candles" });
    expect(refused("unavailable").series(key)).toMatchObject({ reason: "market unavailable" });
    expect(refused("budget-exhausted").series(key)).toMatchObject({
      reason: "request budget exhausted",
    });
    expect(refused("unavailable").openDays("DAX.I", "eu")).toMatchObject({ kind: "unavailable" });
    expect(refused("unavailable").indicator(key, "ma7")).toMatchObject({ kind: "unavailable" });
  });

  test("needs both weekly bars and half-hours for weekly candles", () => {
    const weeks = [row("2025-06-09T00:00:00Z", 5)];
    const view = marketView({
      tick: TICK,
      rows: (_, horizon) => (horizon === "weekly" ? weeks : HALF_HOURS),
    });
    const series = view.series({ code: "DAX.I", session: "eu", ut: "weekly" });
    expect(series).toMatchObject({ kind: "series", candles: [weeks[0], { open: 10, close: 11 }] });
  });

  test("lists the weekdays on which an instrument traded", () => {
    const daily = ["2025-06-13", "2025-06-15", "2025-06-16"].map((date) =>
      row(`${date}T00:00:00Z`),
    );
    const view = marketView({ tick: TICK, rows: () => daily });
    const daysAt = (tick?: string) =>
      view.openDays("DAX.I", "eu", tick === undefined ? undefined : fromIso(tick));
    const friday = fromIsoDate("2025-06-13");
    const monday = fromIsoDate("2025-06-16");
    expect(daysAt()).toEqual({ kind: "days", days: [friday, monday] });
    // The day of the tick counts from the opening of its session, at 07:00 UTC.
    expect(daysAt("2025-06-16T06:31:00Z")).toEqual({ kind: "days", days: [friday] });
    expect(daysAt("2025-06-16T07:01:00Z")).toEqual({ kind: "days", days: [friday, monday] });
  });
});
