import type { Candle, CandleQuery, ReadCandles } from "@bellwether/core/market";
import { DAY_SECONDS, HALF_HOUR_SECONDS } from "@bellwether/core/time";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SIMULATED_EPOCH, simulatedMarket } from "../simulated/market.ts";
import { rowCache } from "./row-cache.ts";

const market = simulatedMarket({ seed: 4, from: SIMULATED_EPOCH - 40 * DAY_SECONDS });

/** A reader that records how many rows it returned. */
function counted(read: ReadCandles = market.readCandles) {
  const brought: number[] = [];
  const counting: ReadCandles = async (query) => {
    const rows = await read(query);
    brought.push(rows.length);
    return rows;
  };
  return { brought, read: counting };
}

/** The rows that a query needs. The reader may also return rows older than `since`. */
function needed(rows: readonly Candle[], { since = 0 }: CandleQuery): readonly Candle[] {
  return rows.filter(({ start }) => start >= since);
}

const anyQuery: fc.Arbitrary<CandleQuery> = fc
  .record({
    code: fc.constantFrom("DAX.I", "GER40.I", "AAPL:xnas"),
    horizon: fc.constantFrom("half_hour" as const, "half_hour" as const, "daily" as const),
    before: fc.integer({
      min: SIMULATED_EPOCH - 20 * DAY_SECONDS,
      max: SIMULATED_EPOCH + 20 * DAY_SECONDS,
    }),
    count: fc.integer({ min: 1, max: 900 }),
    sinceDays: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
    forming: fc.boolean(),
  })
  .map(({ sinceDays, ...query }) => ({
    ...query,
    ...(sinceDays === undefined ? {} : { since: query.before - sinceDays * DAY_SECONDS }),
  }));

const LATEST: CandleQuery = {
  code: "DAX.I",
  horizon: "half_hour",
  before: SIMULATED_EPOCH,
  count: 300,
};

describe("the cache of closed rows", () => {
  it("returns the same rows as the market after any earlier queries", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyQuery, { minLength: 2, maxLength: 12 }),
        fc.constantFrom(1, 500, 100_000),
        async (queries, maxRows) => {
          const cached = rowCache({ maxRows })(market.readCandles);
          for (const query of queries) {
            const rows = await cached(query);
            expect(needed(rows, query)).toEqual(needed(await market.readCandles(query), query));
            expect(rows.length).toBeLessThanOrEqual(query.count);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it("reads only new rows", async () => {
    const { brought, read } = counted();
    const cached = rowCache()(read);
    for (let tick = 0; tick < 20; tick += 1) {
      const before = SIMULATED_EPOCH + 2 * 3_600 + tick * HALF_HOUR_SECONDS;
      await cached({ ...LATEST, before });
    }
    expect(brought[0]).toBe(300);
    expect(Math.max(...brought.slice(1))).toBeLessThan(10);
  });

  it("sends no request until the next half-hour can have closed", async () => {
    const { brought, read } = counted();
    const cached = rowCache()(read);
    const before = SIMULATED_EPOCH + 2 * 3_600;
    await cached({ ...LATEST, before });
    await cached({ ...LATEST, before: before + 1_799 });
    await cached({ ...LATEST, before, count: 3 });
    expect(brought).toEqual([300]);
  });

  it("reads everything again when the market has revised its history", async () => {
    let divisor = 1;
    const split: ReadCandles = async (query) =>
      (await market.readCandles(query)).map(({ start, open, high, low, close }) => ({
        start,
        open: open / divisor,
        high: high / divisor,
        low: low / divisor,
        close: close / divisor,
      }));
    const cached = rowCache()(split);
    await cached(LATEST);
    divisor = 10;
    const later = { ...LATEST, before: SIMULATED_EPOCH + DAY_SECONDS };
    expect(await cached(later)).toEqual(await split(later));
  });

  it("reads everything again when a late row appears among cached ones", async () => {
    let hidden = -1;
    const late: ReadCandles = async (query) =>
      (await market.readCandles(query)).filter(({ start }) => start !== hidden);
    const cached = rowCache()(late);
    const before = SIMULATED_EPOCH + 4 * 3_600;
    hidden = before - 2 * HALF_HOUR_SECONDS;
    await cached({ ...LATEST, before });
    hidden = -1;
    const later = { ...LATEST, before: before + HALF_HOUR_SECONDS };
    expect(await cached(later)).toEqual(await market.readCandles(later));
  });

  it("evicts the least recently used instruments", async () => {
    const { brought, read } = counted();
    const cached = rowCache({ maxRows: 700 })(read);
    for (const code of ["DAX.I", "CAC40.I", "DAX.I", "SP500.I", "DAX.I", "CAC40.I"]) {
      await cached({ ...LATEST, code });
    }
    // DAX was used throughout; CAC was read twice.
    expect(brought.filter((count) => count === 300)).toHaveLength(4);
  });
});
