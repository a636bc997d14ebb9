import { describe, expect, test } from "vitest";
import { fromIsoDate } from "./day.ts";
import { utcOffset } from "./zone.ts";

function paris(date: string): number {
  return utcOffset("Europe/Paris", fromIsoDate(date)) / 3_600;
}

function newYork(date: string): number {
  return utcOffset("America/New_York", fromIsoDate(date)) / 3_600;
}

describe("the offset of a zone", () => {
  test.each([
    ["Europe/Paris", "2026-01-15", 1],
    ["Europe/Paris", "2026-07-15", 2],
    ["America/New_York", "2026-01-15", -5],
    ["America/New_York", "2026-07-15", -4],
    ["UTC", "2026-07-15", 0],
  ] as const)("of %s on %s is %i hours", (zone, date, hours) => {
    expect(utcOffset(zone, fromIsoDate(date))).toBe(hours * 3_600);
  });

  test("changes on the Sunday of the daylight saving change", () => {
    expect([paris("2026-03-28"), paris("2026-03-29")]).toEqual([1, 2]);
    expect([paris("2026-10-24"), paris("2026-10-25")]).toEqual([2, 1]);
    expect([newYork("2026-03-07"), newYork("2026-03-08")]).toEqual([-5, -4]);
    expect([newYork("2026-10-31"), newYork("2026-11-01")]).toEqual([-4, -5]);
  });
});
