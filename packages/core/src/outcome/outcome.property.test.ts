import * as fc from "fast-check";
import { expect, it } from "vitest";
import { halfHours } from "../market/candle.arbitrary.ts";
import { fromIsoDate } from "../time/day.ts";
import { type FilledOutcome, type Outcome, type OutcomeOrder, outcomeOf } from "./outcome.ts";

const FIRST_DAY = fromIsoDate("2026-09-14");
const rows = halfHours("eu", FIRST_DAY, 14);
const orders = fc.record({
  placed_at: fc.integer({ min: FIRST_DAY * 86_400, max: (FIRST_DAY + 7) * 86_400 }),
  market: fc.constant("eu" as const),
  order_direction: fc.constantFrom("BUY", "SELL"),
  order_type: fc.constantFrom("LIMIT", "OPEN_STOP"),
  order_price: fc.integer({ min: 100_000, max: 9_999_999 }).map((units) => units / 100),
}) satisfies fc.Arbitrary<OutcomeOrder>;

/** The final parts of an outcome: the fill, and the horizons that were reached. */
function finalPartsOf(outcome: Outcome): Partial<FilledOutcome> | { kind: string } {
  if (outcome.kind !== "filled") return outcome;
  const { kind, filled_at, fill_price, after } = outcome;
  const reached = Object.entries(after).filter(([, move]) => move !== null);
  return {
    kind,
    filled_at,
    fill_price,
    after: Object.fromEntries(reached) as FilledOutcome["after"],
    ...(after.d5 !== null && outcome),
  };
}

it("the move at a horizon that was reached stays the same, whatever candles follow", () => {
  fc.assert(
    fc.property(orders, rows, fc.nat(), (order, candles, cut) => {
      const early = outcomeOf(order, candles.slice(0, cut % (candles.length + 1)));
      fc.pre(early.kind !== "waiting");
      expect(outcomeOf(order, candles)).toMatchObject(finalPartsOf(early));
    }),
  );
});

it("candles before the order are ignored", () => {
  fc.assert(
    fc.property(orders, rows, (order, candles) => {
      const after = candles.filter(({ start }) => start >= order.placed_at);
      expect(outcomeOf(order, candles)).toEqual(outcomeOf(order, after));
    }),
  );
});

it("the latest move lies between the worst and the best", () => {
  fc.assert(
    fc.property(orders, rows, (order, candles) => {
      const outcome = outcomeOf(order, candles);
      fc.pre(outcome.kind === "filled");
      const { worst, latest, best } = outcome;
      expect(worst.points).toBeLessThanOrEqual(latest.points);
      expect(best.points).toBeGreaterThanOrEqual(latest.points);
    }),
  );
});
