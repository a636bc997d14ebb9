import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayOf, fromIsoDate, isWeekend, mondayOf, toIsoDate, weekdayOf } from "./day.ts";

describe("days", () => {
  test("count from 1970-01-01, a Thursday", () => {
    expect(fromIsoDate("1970-01-01")).toBe(0);
    expect(weekdayOf(0)).toBe(3);
    expect(dayOf(86_399)).toBe(0);
    expect(dayOf(86_400)).toBe(1);
  });

  test("belong to a week that begins on Monday", () => {
    const sunday = fromIsoDate("2026-11-22");
    expect(weekdayOf(sunday)).toBe(6);
    expect(isWeekend(sunday)).toBe(true);
    expect(toIsoDate(mondayOf(sunday))).toBe("2026-11-16");
    expect(toIsoDate(mondayOf(sunday + 1))).toBe("2026-11-23");
  });

  test.each(["2026-02-29", "2026-13-01", "2026-1-1", "tomorrow", ""])(
    "are not parsed from %j",
    (date) => {
      expect(() => fromIsoDate(date)).toThrow(RangeError);
    },
  );

  test("are unchanged when written and parsed again", () => {
    fc.assert(
      fc.property(fc.integer({ min: -10_000, max: 60_000 }), (day) => {
        expect(fromIsoDate(toIsoDate(day))).toBe(day);
        expect(weekdayOf(mondayOf(day))).toBe(0);
        expect(day - mondayOf(day)).toBe(weekdayOf(day));
      }),
    );
  });
});
