import { fromIso, toIso } from "@bellwether/core/time";
import { expect, it } from "vitest";
import { earlierTicks, placeOf } from "./earlier-ticks.ts";

const MONDAY_NOON = fromIso("2026-09-14T10:15:00Z");

it("earlier ticks are those of the session in the last thirty days", () => {
  const ticks = earlierTicks({ session: "eu", code: "FRA40.I" }, MONDAY_NOON).map(toIso);
  expect(ticks.slice(-8)).toEqual([
    "2026-09-11T16:01:00Z",
    "2026-09-14T07:01:00Z",
    "2026-09-14T07:31:00Z",
    "2026-09-14T08:01:00Z",
    "2026-09-14T08:31:00Z",
    "2026-09-14T09:01:00Z",
    "2026-09-14T09:31:00Z",
    "2026-09-14T10:01:00Z",
  ]);
  expect(ticks[0]).toBe("2026-08-17T07:01:00Z");
});

it("earlier ticks are every half-hour for a market that never closes", () => {
  expect(earlierTicks({ session: "always", code: "BTCUSDT" }, MONDAY_NOON)).toHaveLength(
    30 * 48 - 1,
  );
});

it("earlier ticks have a position for each instant, and the last one for now", () => {
  expect(placeOf([100, 200, 300], 250)).toBe(1);
  expect(placeOf([100, 200, 300], 50)).toBe(0);
  expect(placeOf([100, 200, 300], null)).toBe(3);
});
