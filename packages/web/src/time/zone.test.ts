import { fromIso } from "@bellwether/core/time";
import { describe, expect, it } from "vitest";
import {
  calendarDay,
  candleTime,
  candleZone,
  clockTime,
  dayAndMonth,
  exactTime,
  shortTime,
  withLocalTimes,
  yearName,
  zoneName,
  zoneOf,
} from "./zone.ts";

describe("the zone of a time", () => {
  it("is that of the exchange if the trader prefers it", () => {
    expect(zoneOf("exchange", "eu")).toBe("Europe/Paris");
    expect(zoneOf("exchange", "us")).toBe("America/New_York");
    expect(zoneName("exchange", "us")).toBe("New York");
  });

  it("is otherwise UTC or that of the browser, for every market", () => {
    expect(zoneOf("utc", "us")).toBe("UTC");
    expect(zoneOf("local", "us")).toBeUndefined();
    expect(zoneName("local", "eu")).toBe("local");
  });
});

it("an instant is shown in the given zone across a daylight saving change", () => {
  const winter = fromIso("2026-01-14T15:31:00Z");
  const summer = fromIso("2026-07-14T15:31:00Z");
  expect(shortTime(winter, "Europe/Paris")).toContain("16:31");
  expect(shortTime(summer, "Europe/Paris")).toContain("17:31");
  expect(shortTime(winter, "America/New_York")).toContain("10:31");
});

it("a daily or weekly candle has the exchange's date in any browser zone", () => {
  const week = fromIso("2026-09-14T00:00:00Z");
  for (const choice of ["exchange", "utc", "local"] as const) {
    expect(candleTime(week, "weekly", candleZone("weekly", choice, "us"))).toContain("14");
  }
  const hour = fromIso("2026-09-14T13:30:00Z");
  expect(candleTime(hour, "h1", candleZone("h1", "exchange", "us"))).toContain("09:30");
});

it("the marks of a time axis are short", () => {
  const at = fromIso("2026-01-14T23:31:00Z");
  expect(clockTime(at, "Europe/Paris")).toBe("00:31");
  expect(dayAndMonth(at, "Europe/Paris")).toContain("15");
  expect(yearName(at, "Europe/Paris")).toBe("2026");
});

it("an exact time is unambiguous", () => {
  const text = exactTime(fromIso("2026-01-14T15:31:05Z"), "UTC");
  expect(text).toContain("15:31:05");
  expect(text).toContain("2026");
  expect(text).toContain("UTC");
});

it("a calendar date is the same in any browser zone", () => {
  expect(calendarDay("2026-11-01")).toContain("01");
  expect(calendarDay("2026-11-01")).toContain("2026");
});

it("the times of a text are shown in the given zone", () => {
  const text = "the order of 2026-09-18T16:01:00Z has the same condition candle";
  expect(withLocalTimes(text, "Europe/Paris")).toBe(
    "the order of Sep 18, 18:01 has the same condition candle",
  );
});
