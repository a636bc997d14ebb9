import { type Exchange, exchangeOf, tradingDay } from "@bellwether/core/market";
import { fromIsoDate, isWeekend, toIsoDate } from "@bellwether/core/time";
import { describe, expect, test } from "vitest";
import published from "./exchange-calendars.json" with { type: "json" };

const FIRST_DAY = fromIsoDate("2018-01-01");
const LAST_DAY = fromIsoDate("2031-12-31");

/** The weekdays of these years that are half days or closed. */
function daysOf(exchange: Exchange, kind: "half" | "closed"): string[] {
  const days: string[] = [];
  for (let day = FIRST_DAY; day <= LAST_DAY; day += 1)
    if (!isWeekend(day) && tradingDay(exchange, day) === kind) days.push(toIsoDate(day));
  return days;
}

function differs(ours: readonly string[], theirs: string): string[] {
  const listed = theirs.split(" ").filter(Boolean);
  return [
    ...ours.filter((day) => !listed.includes(day)).map((day) => `${day} is ours alone`),
    ...listed.filter((day) => !ours.includes(day)).map((day) => `${day} is theirs alone`),
  ];
}

const { version, ...calendars } = published;

describe(`every weekday of 2018 to 2031 agrees with exchange_calendars ${version}`, () => {
  test.each(Object.entries(calendars))("on %s", (code, { closed, half }) => {
    const exchange = exchangeOf(`X:${code}`, code === "XNYS" || code === "XNAS" ? "us" : "eu");
    expect(differs(daysOf(exchange, "closed"), closed)).toEqual([]);
    expect(differs(daysOf(exchange, "half"), half)).toEqual([]);
  });
});
