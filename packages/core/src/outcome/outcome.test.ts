import { describe, expect, it } from "vitest";
import type { Candle } from "../market/candle.ts";
import { openingOf, SESSION_RULES } from "../market/session.ts";
import { fromIsoDate } from "../time/day.ts";
import { fromIso, HALF_HOUR_SECONDS } from "../time/instant.ts";
import { type OutcomeOrder, outcomeOf } from "./outcome.ts";

/** Half-hours of full sessions, starting at the opening of Monday, 2026-09-14, with these
 *  closes. */
function session(
  prices: readonly (number | readonly [number, number, number, number])[],
): Candle[] {
  const rule = SESSION_RULES.eu;
  return prices.map((price, index) => {
    const [open, high, low, close] =
      typeof price === "number" ? [price, price, price, price] : price;
    const weekday = Math.floor(index / (rule.hours * 2));
    const day = fromIsoDate("2026-09-14") + weekday + 2 * Math.floor(weekday / 5);
    const start = openingOf(rule, day) + (index % (rule.hours * 2)) * HALF_HOUR_SECONDS;
    return { start, open, high, low, close };
  });
}

const OPENING = fromIso("2026-09-14T07:00:00Z");
const BUY_STOP: OutcomeOrder = {
  placed_at: OPENING,
  market: "eu",
  order_direction: "BUY",
  order_type: "OPEN_STOP",
  order_price: 100,
};
const flat = (price: number, count: number): number[] => Array.from({ length: count }, () => price);

describe("a stop order", () => {
  it("fills at its price when the market trades there", () => {
    const outcome = outcomeOf(BUY_STOP, session([90, [95, 104, 94, 102]]));
    expect(outcome).toMatchObject({
      kind: "filled",
      filled_at: OPENING + HALF_HOUR_SECONDS,
      fill_price: 100,
    });
  });

  it("fills at the open of a half-hour that gaps beyond it", () => {
    expect(outcomeOf(BUY_STOP, session([90, [103, 104, 99, 101]]))).toMatchObject({
      fill_price: 103,
    });
    const sell: OutcomeOrder = { ...BUY_STOP, order_direction: "SELL" };
    expect(outcomeOf(sell, session([110, [97, 101, 96, 98]]))).toMatchObject({ fill_price: 97 });
  });
});

describe("a limit order", () => {
  const buy: OutcomeOrder = { ...BUY_STOP, order_type: "LIMIT" };

  it("fills at its price when the market touches it", () => {
    expect(outcomeOf(buy, session([110, [105, 106, 100, 104]]))).toMatchObject({ fill_price: 100 });
    expect(outcomeOf(buy, session([110, [105, 106, 100.01, 104]]))).toEqual({ kind: "waiting" });
  });

  it("fills at its own price, not at a better one, when the market opens beyond it", () => {
    expect(outcomeOf(buy, session([97]))).toMatchObject({ fill_price: 100 });
  });
});

describe("an order", () => {
  it("waits for one session day, and is then not filled", () => {
    expect(outcomeOf(BUY_STOP, session(flat(90, 17)))).toEqual({ kind: "waiting" });
    expect(outcomeOf(BUY_STOP, session(flat(90, 18)))).toEqual({ kind: "not_filled" });
    expect(outcomeOf(BUY_STOP, session([...flat(90, 18), 120]))).toEqual({ kind: "not_filled" });
  });

  it("keeps its session day overnight", () => {
    const placed_at = OPENING + 17 * HALF_HOUR_SECONDS;
    const prices = [...flat(90, 18), ...flat(90, 16), 100];
    expect(outcomeOf({ ...BUY_STOP, placed_at }, session(prices))).toMatchObject({
      kind: "filled",
    });
    expect(outcomeOf({ ...BUY_STOP, placed_at }, session([...flat(90, 35), 100]))).toEqual({
      kind: "not_filled",
    });
  });

  it("ignores the half-hour in which it was placed and trades outside the session", () => {
    const placed_at = OPENING + 60;
    expect(outcomeOf({ ...BUY_STOP, placed_at }, session([120, 90]))).toEqual({ kind: "waiting" });
    const evening = {
      start: fromIso("2026-09-14T17:00:00Z"),
      open: 120,
      high: 120,
      low: 120,
      close: 120,
    };
    expect(outcomeOf(BUY_STOP, [evening])).toEqual({ kind: "waiting" });
  });
});

describe("the moves of a filled order", () => {
  it("are measured at 1 and 4 hours, 1 and 5 session days of trading time", () => {
    const prices = [100, ...Array.from({ length: 90 }, (_, index) => 101 + index)];
    const outcome = outcomeOf(BUY_STOP, session(prices.slice(0, 91)));
    expect(outcome).toMatchObject({
      after: {
        h1: { points: 2, percent: 2 },
        h4: { points: 8, percent: 8 },
        d1: { points: 18, percent: 18 },
        d5: { points: 90, percent: 90 },
      },
      latest: { points: 90 },
    });
  });

  it("are open until the horizon is reached", () => {
    const outcome = outcomeOf(BUY_STOP, session([100, 101, 102, 99]));
    expect(outcome).toMatchObject({
      after: { h1: { points: 2 }, h4: null, d1: null, d5: null },
      latest: { points: -1 },
    });
  });

  it("are gains for a sell order when the market falls", () => {
    const sell: OutcomeOrder = { ...BUY_STOP, order_direction: "SELL" };
    const outcome = outcomeOf(sell, session([100, 99, 90]));
    expect(outcome).toMatchObject({ after: { h1: { points: 10 } } });
  });

  it("exclude trades before the fill within its half-hour", () => {
    const outcome = outcomeOf(
      BUY_STOP,
      session([
        [90, 120, 80, 110],
        [110, 112, 95, 100],
      ]),
    );
    expect(outcome).toMatchObject({ best: { points: 12 }, worst: { points: -5 } });
  });

  it("include the whole half-hour when the order filled at the open", () => {
    const outcome = outcomeOf(BUY_STOP, session([[100, 120, 80, 110]]));
    expect(outcome).toMatchObject({ best: { points: 20 }, worst: { points: -20 } });
  });
});
