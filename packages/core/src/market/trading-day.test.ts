import { describe, expect, test } from "vitest";
import { dayFrom, fromIsoDate, isWeekend, toIsoDate } from "../time/day.ts";
import { type Exchange, exchangeOf } from "./exchange.ts";
import { easterSunday, tradingDay } from "./trading-day.ts";

/** The weekdays of a year of one kind, as month and day. */
function daysOf(exchange: Exchange, year: number, kind: "half" | "closed"): string[] {
  const days: string[] = [];
  for (let day = dayFrom(year, 1, 1); day < dayFrom(year + 1, 1, 1); day += 1) {
    if (!isWeekend(day) && tradingDay(exchange, day) === kind) days.push(toIsoDate(day).slice(5));
  }
  return days;
}

/** The weekdays without trading and those with an early close, as the exchanges published them. */
type Published = Readonly<Record<number, readonly [closed: string, half: string]>>;

const NEW_YORK: Published = {
  2020: ["01-01 01-20 02-17 04-10 05-25 07-03 09-07 11-26 12-25", "11-27 12-24"],
  2021: ["01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24", "11-26"],
  2022: ["01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 12-26", "11-25"],
  2023: ["01-02 01-16 02-20 04-07 05-29 06-19 07-04 09-04 11-23 12-25", "07-03 11-24"],
  2024: ["01-01 01-15 02-19 03-29 05-27 06-19 07-04 09-02 11-28 12-25", "07-03 11-29 12-24"],
  // 9 January: the day of mourning for President Carter.
  2025: ["01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25", "07-03 11-28 12-24"],
  2026: ["01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25", "11-27 12-24"],
  2027: ["01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24", "11-26"],
  2028: ["01-17 02-21 04-14 05-29 06-19 07-04 09-04 11-23 12-25", "07-03 11-24"],
};

/** The exchange confirms each December that the last trading day of the year ends early. */
const XETRA: Published = {
  2020: ["01-01 04-10 04-13 05-01 06-01 12-24 12-25 12-31", "12-30"],
  2021: ["01-01 04-02 04-05 05-24 12-24 12-31", "12-30"],
  2022: ["04-15 04-18 12-26", "12-30"],
  2023: ["04-07 04-10 05-01 12-25 12-26", "12-29"],
  2024: ["01-01 03-29 04-01 05-01 12-24 12-25 12-26 12-31", "12-30"],
  2025: ["01-01 04-18 04-21 05-01 12-24 12-25 12-26 12-31", "12-30"],
  2026: ["01-01 04-03 04-06 05-01 12-24 12-25 12-31", "12-30"],
  2027: ["01-01 03-26 03-29 12-24 12-31", "12-30"],
  2028: ["04-14 04-17 05-01 12-25 12-26", "12-29"],
  2029: ["01-01 03-30 04-02 05-01 12-24 12-25 12-26 12-31", "12-28"],
};

const PARIS: Published = {
  2020: ["01-01 04-10 04-13 05-01 12-25", "12-24 12-31"],
  2021: ["01-01 04-02 04-05", "12-24 12-31"],
  2022: ["04-15 04-18 12-26", ""],
  2023: ["04-07 04-10 05-01 12-25 12-26", ""],
  2024: ["01-01 03-29 04-01 05-01 12-25 12-26", "12-24 12-31"],
  2025: ["01-01 04-18 04-21 05-01 12-25 12-26", "12-24 12-31"],
  2026: ["01-01 04-03 04-06 05-01 12-25", "12-24 12-31"],
  2027: ["01-01 03-26 03-29", "12-24 12-31"],
  2028: ["04-14 04-17 05-01 12-25 12-26", ""],
};

describe.each([
  ["nyse", NEW_YORK],
  ["nasdaq", NEW_YORK],
  ["xetra", XETRA],
  ["euronext_paris", PARIS],
] as const)("%s", (exchange, published) => {
  test.each(Object.keys(published).map(Number))("matches the published calendar of %i", (year) => {
    const days = [daysOf(exchange, year, "closed"), daysOf(exchange, year, "half")];
    expect(days.map((each) => each.join(" "))).toEqual(published[year]);
  });
});

test("New York does not observe a New Year's Day that falls on a Saturday", () => {
  expect(tradingDay("nyse", fromIsoDate("2021-12-31"))).toBe("full");
  expect(tradingDay("nyse", fromIsoDate("2027-12-31"))).toBe("full");
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
  ["GER40.I", "eu", "xetra"],
  ["DAX.I", "eu", "xetra"],
  ["VOD:xlon", "eu", "london"],
  ["UK100.I", "eu", "london"],
  ["NESN:xswx", "eu", "six"],
  ["VOLV_B:xome", "eu", "stockholm"],
  ["NOVO_B:xcse", "eu", "copenhagen"],
  ["NOKIA:xhel", "eu", "helsinki"],
  ["EQNR:xosl", "eu", "oslo"],
  ["SPY:arcx", "us", "nyse"],
  ["CBOE:bats", "us", "nyse"],
  // An instrument evaluated outside its exchange's session follows the trading days of the session.
  ["US500.I", "eu", "other_european"],
  ["OILUSSEP24", "eu", "other_european"],
  ["PKN:xwar", "eu", "other_european"],
  ["US500.I", "us", "nyse"],
] as const)("%s in the %s session follows the trading days of %s", (code, market, exchange) => {
  expect(exchangeOf(code, market)).toBe(exchange);
});

test.each([
  ["london", "2026-05-04", "closed"],
  ["london", "2026-05-01", "full"],
  ["london", "2022-09-19", "closed"],
  ["xetra", "2025-12-24", "closed"],
  ["six", "2026-05-14", "closed"],
  ["stockholm", "2026-06-19", "closed"],
  ["copenhagen", "2026-06-05", "closed"],
  ["helsinki", "2026-12-06", "closed"],
  ["oslo", "2026-05-14", "closed"],
  ["oslo", "2026-04-01", "half"],
  // Beyond the table, the holidays common to all European exchanges.
  ["london", "2032-12-27", "full"],
  ["london", "2032-03-26", "closed"],
] as const)("%s on %s is %s", (exchange, date, kind) => {
  expect(tradingDay(exchange, fromIsoDate(date))).toBe(kind);
});
