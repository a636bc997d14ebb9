import { describe, expect, test } from "vitest";
import { fromIsoDate } from "../time/day.ts";
import { fromIso, toIso } from "../time/instant.ts";
import type { Instrument } from "./instrument.ts";
import {
  dueHalfHour,
  isTickDue,
  openingOf,
  SESSION_RULES,
  sessionConflict,
  sessionOf,
} from "./session.ts";

const bitcoin: Instrument = {
  code: "BTCUSDT",
  name: "Bitcoin",
  asset_type: "Crypto",
  decimals: 2,
  tick_size: 0.01,
  market: "always",
};

describe("the session of a workflow", () => {
  test.each([
    [false, "GER40.I", "eu"],
    [true, "US500.I", "us"],
    [false, "AAPL:xnas", "us"],
    [false, "aapl:XNAS", "us"],
    [false, "NKE:XNYS", "us"],
    [false, "IMO:xase", "us"],
    [false, "SPY:arcx", "us"],
    [false, "CBOE:bats", "us"],
    [false, "IBKR:iexg", "us"],
    [false, "ARKB:edgx", "us"],
    [false, "NSRGY:OTCM", "us"],
    [false, "TCEHY:pinx", "us"],
    [false, "x:xnas:y", "eu"],
    [false, "ASML:xams", "eu"],
  ] as const)("with is_us %s and %s is %s", (is_us, cfd, market) => {
    expect(sessionOf({ is_us, cfd })).toBe(market);
  });

  test("is always open when the instrument always trades", () => {
    expect(sessionOf({ is_us: true, cfd: "BTCUSDT" }, bitcoin)).toBe("always");
  });
});

describe("the session that the market states for an instrument", () => {
  test.each([
    [false, "us", "us"],
    [true, "eu", "eu"],
    [false, "eu", "eu"],
  ] as const)("takes precedence over is_us %s: %s", (is_us, market, expected) => {
    expect(sessionOf({ is_us, cfd: "US500.I" }, { market })).toBe(expected);
  });

  test("is replaced by the reference's rule when the market states none", () => {
    expect(sessionOf({ is_us: true, cfd: "OILUSSEP24" }, {})).toBe("us");
    expect(sessionOf({ is_us: false, cfd: "US500.I" }, {})).toBe("eu");
  });

  test.each([
    [true, "FRA40.I", "eu", "FRA40.I trades in European hours: is_us must be false"],
    [false, "US500.I", "us", "US500.I trades in New York hours: is_us must be true"],
    [true, "US500.I", "us", null],
    [false, "SPY:arcx", "us", null],
    [true, "BTCUSDT", "always", null],
    [true, "OILUSSEP24", undefined, null],
  ] as const)("is compared with is_us %s of %s in session %s: %s", (is_us, cfd, market, reason) => {
    const known = market === undefined ? {} : { market };
    expect(sessionConflict({ is_us, cfd }, known)).toBe(reason);
  });
});

test.each([
  ["eu", "2026-01-15", "2026-01-15T08:00:00Z"],
  ["eu", "2026-07-15", "2026-07-15T07:00:00Z"],
  ["us", "2026-01-15", "2026-01-15T14:30:00Z"],
  ["us", "2026-07-15", "2026-07-15T13:30:00Z"],
  // New York has changed its clocks, Paris has not.
  ["us", "2026-03-16", "2026-03-16T13:30:00Z"],
  ["eu", "2026-03-16", "2026-03-16T08:00:00Z"],
  ["always", "2026-07-15", "2026-07-15T00:00:00Z"],
] as const)("the %s session of %s opens at %s", (market, date, opening) => {
  expect(toIso(openingOf(SESSION_RULES[market], fromIsoDate(date)))).toBe(opening);
});

/** The due ticks of a UTC day, on the schedule of minutes 1 and 31. */
function dueTicks(session: "eu" | "us", code: string, date: string): string[] {
  return Array.from({ length: 48 }, (_, half) => fromIso(`${date}T00:01:00Z`) + half * 1_800)
    .filter((tick) => isTickDue({ session, code }, tick))
    .map((tick) => toIso(tick).slice(11, 16));
}

describe("ticks are due", () => {
  test("during the session and once after the close", () => {
    const ticks = dueTicks("eu", "RI:xpar", "2026-11-23");
    expect([ticks[0], ticks.at(-1), ticks.length]).toEqual(["08:01", "17:01", 19]);
    const newYork = dueTicks("us", "AAPL:xnas", "2026-11-23");
    expect([newYork[0], newYork.at(-1), newYork.length]).toEqual(["14:31", "21:31", 15]);
  });

  test("by the exchange's clock before and after a daylight saving change", () => {
    expect(dueTicks("us", "US500.I", "2026-03-06")[0]).toBe("14:31");
    expect(dueTicks("us", "US500.I", "2026-03-09")[0]).toBe("13:31");
    expect(dueTicks("eu", "GER40.I", "2026-03-27").at(-1)).toBe("17:01");
    expect(dueTicks("eu", "GER40.I", "2026-03-30").at(-1)).toBe("16:01");
  });

  test("until the hour of the early close on a half day", () => {
    expect(dueTicks("eu", "RI:xpar", "2026-12-24").at(-1)).toBe("14:01");
    expect(dueTicks("eu", "SAP:xetr", "2026-12-30").at(-1)).toBe("14:01");
    expect(dueTicks("us", "NKE:xnys", "2026-11-27").at(-1)).toBe("18:31");
  });

  test("not on holidays and at weekends", () => {
    expect(dueTicks("eu", "RI:xpar", "2026-04-03")).toEqual([]);
    expect(dueTicks("eu", "SAP:xetr", "2026-12-24")).toEqual([]);
    expect(dueTicks("us", "NKE:xnys", "2026-11-26")).toEqual([]);
    expect(dueTicks("eu", "GER40.I", "2026-11-22")).toEqual([]);
  });

  test("at every half-hour where the market never closes", () => {
    const sunday = fromIso("2026-11-22T03:01:00Z");
    expect(isTickDue({ session: "always", code: "BTCUSDT" }, sunday)).toBe(true);
  });
});

describe("the newest half-hour that must be available", () => {
  test.each([
    ["the one that has just ended", "RI:xpar", "2026-11-23T10:31:00Z", "2026-11-23T10:00:00Z"],
    ["the last one before the close", "RI:xpar", "2026-11-23T17:01:00Z", "2026-11-23T16:00:00Z"],
    [
      "Friday's, at the opening on Monday",
      "RI:xpar",
      "2026-11-23T08:01:00Z",
      "2026-11-20T16:00:00Z",
    ],
    [
      "the last one of the half day before, at the opening",
      "RI:xpar",
      "2026-12-28T08:01:00Z",
      "2026-12-24T12:30:00Z",
    ],
    ["London's last, in the evening", "VOD:xlon", "2026-05-01T16:01:00Z", "2026-05-01T15:00:00Z"],
    [
      "the last one before a London holiday",
      "VOD:xlon",
      "2026-05-04T10:01:00Z",
      "2026-05-01T15:00:00Z",
    ],
    ["Oslo's, which closes early", "EQNR:xosl", "2026-11-23T16:31:00Z", "2026-11-23T14:30:00Z"],
  ])("is %s", (_, code, tick, start) => {
    const due = dueHalfHour({ session: "eu", code }, fromIso(tick));
    expect(due === null ? null : toIso(due)).toBe(start);
  });

  test("is New York's last one, even if a CFD trades after it", () => {
    const due = dueHalfHour({ session: "us", code: "US500.I" }, fromIso("2026-11-23T21:31:00Z"));
    expect(toIso(due ?? 0)).toBe("2026-11-23T20:30:00Z");
  });

  test("is the one that has just ended where the market never closes", () => {
    const due = dueHalfHour(
      { session: "always", code: "BTCUSDT" },
      fromIso("2026-11-22T03:01:00Z"),
    );
    expect(toIso(due ?? 0)).toBe("2026-11-22T02:30:00Z");
  });
});
