import * as fc from "fast-check";
import { expect, it } from "vitest";
import { halfHours } from "../market/candle.arbitrary.ts";
import { fromIsoDate } from "../time/day.ts";
import { type OutcomeOrder, outcomeOf } from "./outcome.ts";

const FIRST_DAY = fromIsoDate("2026-09-14");
const rows = halfHours("eu", FIRST_DAY, 14);
const orders = fc.record({
  placed_at: fc.integer({ min: FIRST_DAY * 86_400, max: (FIRST_DAY + 7) * 86_400 }),
  market: fc.constant("eu" as const),
  order_direction: fc.constantFrom("BUY", "SELL"),
  order_type: fc.constantFrom("LIMIT", "OPEN_STOP"),
  order_price: fc.integer({ min: 100_000, max: 9_999_999 }).map((units) => units / 100),
}) satisfies fc.Arbitrary<OutcomeOrder>;

it("says of a horizon what it said when the horizon was reached, whatever comes after", () => {
  fc.assert(
    fc.property(orders, rows, fc.nat(), (order, candles, cut) => {
      const early = outcomeOf(order, candles.slice(0, cut % (candles.length + 1)));
      const late = outcomeOf(order, candles);
      if (early.kind === "waiting") return;
      if (early.kind === "not_filled") {
        expect(late).toEqual(early);
        return;
      }
      expect(late).toMatchObject({
        kind: "filled",
        filled_at: early.filled_at,
        fill_price: early.fill_price,
      });
      if (late.kind !== "filled") return;
      for (const horizon of ["h1", "h4", "d1", "d5"] as const) {
        if (early.after[horizon] !== null)
          expect(late.after[horizon]).toEqual(early.after[horizon]);
      }
      if (early.after.d5 !== null) expect(late).toEqual(early);
    }),
  );
});

it("reads nothing before the order", () => {
  fc.assert(
    fc.property(orders, rows, (order, candles) => {
      const after = candles.filter(({ start }) => start >= order.placed_at);
      expect(outcomeOf(order, candles)).toEqual(outcomeOf(order, after));
    }),
  );
});

it("keeps the latest move between the worst and the best", () => {
  fc.assert(
    fc.property(orders, rows, (order, candles) => {
      const outcome = outcomeOf(order, candles);
      if (outcome.kind !== "filled") return;
      expect(outcome.worst.points).toBeLessThanOrEqual(outcome.latest.points);
      expect(outcome.best.points).toBeGreaterThanOrEqual(outcome.latest.points);
    }),
  );
});
