import { expect, it } from "vitest";
import { fromIso, HALF_HOUR_SECONDS } from "../time/instant.ts";
import type { Candle } from "./candle.ts";
import { missingRows } from "./missing-rows.ts";

const DAX = { session: "eu", code: "GER40.I" } as const;

/** Rows of each half-hour from one instant up to another. */
function rows(from: string, to: string): Candle[] {
  const found: Candle[] = [];
  for (let start = fromIso(from); start < fromIso(to); start += HALF_HOUR_SECONDS) {
    found.push({ start, open: 1, high: 1, low: 1, close: 1 });
  }
  return found;
}

/** The sessions of Friday and Monday, the latter until 11:00 in Paris. */
const friday = rows("2026-09-18T07:00:00Z", "2026-09-18T16:00:00Z");
const monday = rows("2026-09-21T07:00:00Z", "2026-09-21T09:00:00Z");
const tick = fromIso("2026-09-21T09:01:00Z");

it("no row is missing while the market has given all of today and of the trading day before", () => {
  expect(missingRows([...friday, ...monday], DAX, tick)).toBe(0);
});

it("a half-hour of today or of the trading day before without a row is missing", () => {
  expect(missingRows([...friday, ...monday.slice(0, -1)], DAX, tick)).toBe(1);
  expect(missingRows([...friday.slice(0, -2), ...monday.slice(1)], DAX, tick)).toBe(3);
});

it("rows outside the session and the half-hour that is forming do not count", () => {
  const evening = rows("2026-09-18T16:00:00Z", "2026-09-18T20:00:00Z");
  const forming = rows("2026-09-21T09:00:00Z", "2026-09-21T09:30:00Z");
  expect(missingRows([...friday, ...evening, ...monday.slice(1), ...forming], DAX, tick)).toBe(1);
});

it("a market without a close has all half-hours of yesterday and today", () => {
  const coin = { session: "always", code: "BTCUSDT" } as const;
  const all = rows("2026-09-20T00:00:00Z", "2026-09-21T09:00:00Z");
  expect(missingRows(all, coin, tick)).toBe(0);
  expect(missingRows(all.slice(1), coin, tick)).toBe(1);
});
