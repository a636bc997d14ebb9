import type { CandleQuery } from "@bellwether/core/market";
import { DAY_SECONDS } from "@bellwether/core/time";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { SIMULATED_QUOTES } from "./catalogue.ts";
import { SIMULATED_EPOCH, simulatedMarket } from "./market.ts";

const codes = SIMULATED_QUOTES.map(({ instrument }) => instrument.code);

/** Instants from two years before the fixed instant to a year after it. */
const anyInstant = fc.integer({
  min: SIMULATED_EPOCH - 730 * DAY_SECONDS,
  max: SIMULATED_EPOCH + 365 * DAY_SECONDS,
});
const anyQuery: fc.Arbitrary<CandleQuery> = fc.record({
  code: fc.constantFrom(...codes),
  horizon: fc.constantFrom("half_hour", "daily", "weekly"),
  before: anyInstant,
  count: fc.integer({ min: 1, max: 60 }),
  forming: fc.boolean(),
});

it("the simulated market returns the same rows after any earlier queries", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyQuery, { minLength: 2, maxLength: 6 }), async (queries) => {
      const one = simulatedMarket({ seed: 11 });
      const other = simulatedMarket({ seed: "11" });
      const forwards = [];
      for (const query of queries) forwards.push(await one.readCandles(query));
      const backwards = [];
      for (const query of queries.toReversed()) backwards.push(await other.readCandles(query));
      expect(backwards.toReversed()).toEqual(forwards);
    }),
    { numRuns: 25 },
  );
});

it("the simulated market makes only prices that can be traded", async () => {
  const market = simulatedMarket({ seed: 5 });
  await fc.assert(
    fc.asyncProperty(anyQuery, async (query) => {
      const { decimals, tick_size } = await market.findInstrument(query.code);
      for (const { open, high, low, close } of await market.readCandles(query)) {
        expect(low).toBeGreaterThan(0);
        expect(high).toBeGreaterThanOrEqual(Math.max(open, close));
        expect(low).toBeLessThanOrEqual(Math.min(open, close));
        for (const price of [open, high, low, close]) {
          expect(Number(price.toFixed(decimals))).toBe(price);
          expect(Math.abs(price / tick_size - Math.round(price / tick_size))).toBeLessThan(1e-6);
        }
      }
    }),
  );
});

it("a forming half-hour of the simulated market never shows the future", async () => {
  const market = simulatedMarket({ seed: 5 });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...codes),
      anyInstant,
      fc.integer({ min: 1, max: 1_800 }),
      async (code, before, later) => {
        const read = (at: number) =>
          market.readCandles({ code, horizon: "half_hour", before: at, count: 1, forming: true });
        const [early] = await read(before);
        const whole = await market.readCandles({
          code,
          horizon: "half_hour",
          before: before + 2 * DAY_SECONDS,
          count: 200,
        });
        const final = whole.find(({ start }) => start === early?.start);
        expect(early?.open).toBe(final?.open);
        expect(early?.high).toBeLessThanOrEqual(final?.high ?? Number.NaN);
        expect(early?.low).toBeGreaterThanOrEqual(final?.low ?? Number.NaN);
        const [next] = await read(before + later);
        expect(next?.start).toBeGreaterThanOrEqual(early?.start ?? Number.NaN);
      },
    ),
  );
});
