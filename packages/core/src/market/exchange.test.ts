import { describe, expect, test } from "vitest";
import { dayFrom, fromIsoDate, isWeekend, toIsoDate } from "../time/day.ts";
import { type Exchange, easterSunday, exchangeOf, tradingDay } from "./exchange.ts";

/** The weekdays of a year that are of a kind, as month and day. */
function daysOf(exchange: Exchange, year: number, kind: "half" | "closed"): string[] {
  const days: string[] = [];
  for (let day = dayFrom(year, 1, 1); day < dayFrom(year + 1, 1, 1); day += 1) {
    if (!isWeekend(day) && tradingDay(exchange, day) === kind) days.push(toIsoDate(day).slice(5));
  }
  return days;
}

/** As NYSE published them on 2024-11-08, for 2025 the day of mourning beside. */
const NYSE_CLOSED: Readonly<Record<number, string>> = {
  2025: "01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25",
  2026: "01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25",
  2027: "01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24",
};
const NYSE_HALF: Readonly<Record<number, string>> = {
  2025: "07-03 11-28 12-24",
  2026: "11-27 12-24",
  2027: "11-26",
};

/** As Deutsche Börse publishes them on its trading calendar. */
const XETRA_CLOSED: Readonly<Record<number, string>> = {
  2024: "01-01 03-29 04-01 05-01 12-24 12-25 12-26 12-31",
  2025: "01-01 04-18 04-21 05-01 12-24 12-25 12-26 12-31",
  2026: "01-01 04-03 04-06 05-01 12-24 12-25 12-31",
  2027: "01-01 03-26 03-29 12-24 12-31",
  2028: "04-14 04-17 05-01 12-25 12-26",
  2029: "01-01 03-30 04-02 05-01 12-24 12-25 12-26 12-31",
};

/** As Euronext publishes them for its cash markets. */
const PARIS_CLOSED: Readonly<Record<number, string>> = {
  2024: "01-01 03-29 04-01 05-01 12-25 12-26",
  2025: "01-01 04-18 04-21 05-01 12-25 12-26",
  2026: "01-01 04-03 04-06 05-01 12-25",
};

describe.each(["nyse", "nasdaq"] as const)("%s", (exchange) => {
  test.each(Object.keys(NYSE_CLOSED).map(Number))("keeps its published days of %i", (year) => {
    expect(daysOf(exchange, year, "closed").join(" ")).toBe(NYSE_CLOSED[year]);
    expect(daysOf(exchange, year, "half").join(" ")).toBe(NYSE_HALF[year]);
  });

  test("does not observe a New Year's Day that falls on a Saturday", () => {
    expect(tradingDay(exchange, fromIsoDate("2027-12-31"))).toBe("full");
  });
});

describe("xetra", () => {
  test.each(Object.keys(XETRA_CLOSED).map(Number))("keeps its published days of %i", (year) => {
    expect(daysOf("xetra", year, "closed").join(" ")).toBe(XETRA_CLOSED[year]);
  });

  test("closes early on its last trading day of the year", () => {
    expect(daysOf("xetra", 2025, "half")).toEqual(["12-30"]);
    expect(daysOf("xetra", 2028, "half")).toEqual(["12-29"]);
  });
});

describe("euronext_paris", () => {
  test.each(Object.keys(PARIS_CLOSED).map(Number))("keeps its published days of %i", (year) => {
    expect(daysOf("euronext_paris", year, "closed").join(" ")).toBe(PARIS_CLOSED[year]);
    expect(daysOf("euronext_paris", year, "half")).toEqual(["12-24", "12-31"]);
  });
});

test("no exchange trades at a weekend", () => {
  expect(tradingDay("nyse", fromIsoDate("2026-11-21"))).toBe("closed");
  expect(tradingDay("euronext_paris", fromIsoDate("2026-11-22"))).toBe("closed");
});

test.each([
  [2024, "2024-03-31"],
  [2025, "2025-04-20"],
  [2026, "2026-04-05"],
  [2027, "2027-03-28"],
  [2038, "2038-04-25"],
])("Easter of %i is %s", (year, date) => {
  expect(toIsoDate(easterSunday(year))).toBe(date);
});

test.each([
  ["RI:xpar", "eu", "euronext_paris"],
  ["SAP:XETR", "eu", "xetra"],
  ["BMW:xfra", "eu", "xetra"],
  ["AAPL:xnas", "us", "nasdaq"],
  ["NKE:XNYS", "us", "nyse"],
  ["ASML:xams", "eu", "euronext_paris"],
  ["GER40.I", "eu", "euronext_paris"],
  ["US500.I", "us", "nyse"],
] as const)("%s on the %s market follows %s", (code, market, exchange) => {
  expect(exchangeOf(code, market)).toBe(exchange);
});
