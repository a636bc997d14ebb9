import { dayFrom, type EpochDay, isWeekend, toIsoDate, weekdayOf } from "../time/day.ts";
import type { Exchange } from "./exchange.ts";
import { HOLIDAY_TABLES, type HolidayTable } from "./holiday-table.ts";

export type TradingDay = "full" | "half" | "closed";

const known = new Map<string, TradingDay>();

/** The kind of trading day a calendar day is. Computed once for each exchange and day.
 *
 *  Paris, Frankfurt and New York follow rules, as the exchanges publish them: Euronext "Trading
 *  hours and holidays", Deutsche Börse "Xetra trading calendar", NYSE "Holidays and trading hours".
 *  They hold for 2018 to 2031, with the one-off closures known up to 2025. The other exchanges have
 *  a table for those years. In other years the rules, or the holidays common in Europe, are applied
 *  and may miss a closure. A workflow is then skipped because it has no fresh candle. */
export function tradingDay(exchange: Exchange, day: EpochDay): TradingDay {
  const key = `${exchange} ${day}`;
  const kind = known.get(key) ?? kindOf(exchange, day);
  known.set(key, kind);
  return kind;
}

function kindOf(exchange: Exchange, day: EpochDay): TradingDay {
  if (isWeekend(day)) return "closed";
  const date = toIsoDate(day);
  const year = Number(date.slice(0, 4));
  const monthDay = date.slice(5);
  if (exchange === "nyse" || exchange === "nasdaq") {
    if (isAmericanHoliday(day, year, date)) return "closed";
    return isAmericanHalfDay(day, year, monthDay) ? "half" : "full";
  }
  if (isInTable(exchange)) {
    const listed = (HOLIDAY_TABLES[exchange] as HolidayTable)[year];
    if (listed?.[0].includes(monthDay) === true) return "closed";
    if (listed !== undefined) return listed[1].includes(monthDay) ? "half" : "full";
  }
  if (isEuropeanHoliday(day, year, monthDay)) return "closed";
  if (isInTable(exchange)) return "full";
  const isEve = monthDay === "12-24" || monthDay === "12-31";
  if (exchange !== "xetra") return isEve ? "half" : "full";
  if (isEve || isGermanHoliday(day, year, monthDay)) return "closed";
  return day === lastXetraDay(year) ? "half" : "full";
}

function isInTable(exchange: Exchange): exchange is keyof typeof HOLIDAY_TABLES {
  return Object.hasOwn(HOLIDAY_TABLES, exchange);
}

function isEuropeanHoliday(day: EpochDay, year: number, monthDay: string): boolean {
  const easter = easterSunday(year);
  return (
    ["01-01", "05-01", "12-25", "12-26"].includes(monthDay) ||
    day === easter - 2 ||
    day === easter + 1
  );
}

/** Frankfurt has traded on Whit Monday and on the Day of German Unity since 2022. */
function isGermanHoliday(day: EpochDay, year: number, monthDay: string): boolean {
  return year < 2022 && (day === easterSunday(year) + 50 || monthDay === "10-03");
}

/** The last trading day of the year closes early in Frankfurt. */
function lastXetraDay(year: number): EpochDay {
  let day = dayFrom(year, 12, 30);
  while (isWeekend(day)) day -= 1;
  return day;
}

/** The year from which New York closes on Juneteenth. */
const FIRST_JUNETEENTH = 2022;

/** National days of mourning, on which New York was closed. */
const MOURNING = ["2018-12-05", "2025-01-09"];

function isAmericanHoliday(day: EpochDay, year: number, date: string): boolean {
  // A New Year's Day on a Saturday is not observed on the Friday, the last day of the business
  // year.
  const newYear = dayFrom(year, 1, 1);
  return (
    day === (weekdayOf(newYear) === 6 ? newYear + 1 : newYear) ||
    day === nthWeekday(year, 1, 0, 3) ||
    day === nthWeekday(year, 2, 0, 3) ||
    day === easterSunday(year) - 2 ||
    day === nthWeekday(year, 6, 0, 1) - 7 ||
    (year >= FIRST_JUNETEENTH && day === observed(dayFrom(year, 6, 19))) ||
    day === observed(dayFrom(year, 7, 4)) ||
    day === nthWeekday(year, 9, 0, 1) ||
    day === nthWeekday(year, 11, 3, 4) ||
    day === observed(dayFrom(year, 12, 25)) ||
    MOURNING.includes(date)
  );
}

/** The eves of Independence Day and of Christmas, and the day after Thanksgiving, unless they are
 *  holidays. */
function isAmericanHalfDay(day: EpochDay, year: number, monthDay: string): boolean {
  return ["07-03", "12-24"].includes(monthDay) || day === nthWeekday(year, 11, 3, 4) + 1;
}

/** A holiday on a Saturday is observed on the Friday, one on a Sunday on the Monday. */
function observed(day: EpochDay): EpochDay {
  const weekday = weekdayOf(day);
  if (weekday === 5) return day - 1;
  return weekday === 6 ? day + 1 : day;
}

/** The nth (from 1) given weekday (0 is Monday) of a month. */
function nthWeekday(year: number, month: number, weekday: number, nth: number): EpochDay {
  const first = dayFrom(year, month, 1);
  return first + ((weekday - weekdayOf(first) + 7) % 7) + 7 * (nth - 1);
}

/** Easter Sunday in the Gregorian calendar.
 *  Source: the anonymous algorithm in J. Meeus, "Astronomical Algorithms" (1991), chapter 8. */
export function easterSunday(year: number): EpochDay {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return dayFrom(year, Math.floor(n / 31), (n % 31) + 1);
}
