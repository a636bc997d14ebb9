import type { Candle, Horizon, Instrument, MarketPort } from "@bellwether/core/market";
import {
  DAY_SECONDS,
  dayOf,
  HALF_HOUR_SECONDS,
  type Instant,
  weekdayOf,
} from "@bellwether/core/time";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { periodEnd } from "../period.ts";

/** What a `MarketPort` implementation provides to run the contract tests. */
export type MarketSubject = Readonly<{
  open: () => Promise<MarketPort>;
  close?: () => Promise<void>;
  /** The exact answer of `findInstrument` for this instrument's code. */
  instrument: Instrument;
  unknownCode: string;
  /** An instant in trading hours, within a half-hour (not on its boundary), with history before
   *  it. */
  during: Instant;
  /** Rows to request: more than one answer holds, for a market with a limit per answer. */
  manyRows: Readonly<Record<Horizon, number>>;
  /** An instant before the first available row. */
  beforeHistory: Instant;
}>;

const HORIZONS: readonly Horizon[] = ["half_hour", "daily", "weekly"];

/** The contract of `MarketPort`. */
export function describeMarketContract(name: string, subject: MarketSubject): void {
  describe(`the market contract: ${name}`, () => {
    let market: MarketPort;
    const { instrument, during } = subject;
    const code = instrument.code;

    beforeAll(async () => {
      market = await subject.open();
    });
    afterAll(async () => {
      await subject.close?.();
    });

    const read = (
      horizon: Horizon,
      before: Instant,
      count: number,
      forming = false,
    ): Promise<readonly Candle[]> =>
      market.readCandles({ code, horizon, before, count, ...(forming ? { forming } : {}) });

    it("finds an instrument by its exact code", async () => {
      expect(await market.findInstrument(code)).toEqual(instrument);
    });

    it("finds it by a search for its code, for a part of it, and in any case", async () => {
      for (const text of [code, code.slice(0, 3), code.toLowerCase()]) {
        const found = await market.searchInstruments({ text, limit: 5 });
        expect(found.find((each) => each.code === code)).toEqual(instrument);
      }
      expect(await market.searchInstruments({ text: code, limit: 1 })).toEqual([instrument]);
      expect(await market.searchInstruments({ text: "nothing like it", limit: 5 })).toEqual([]);
    });

    it("rejects every query for an unknown instrument", async () => {
      const questions = [
        market.findInstrument(subject.unknownCode),
        market.readCandles({
          code: subject.unknownCode,
          horizon: "half_hour",
          before: during,
          count: 1,
        }),
      ];
      for (const answer of await Promise.allSettled(questions)) {
        expect(answer).toMatchObject({
          status: "rejected",
          reason: { name: "MarketError", code: "unknown-instrument", retryable: false },
        });
      }
    });

    it.each(HORIZONS)(
      "returns the requested number of %s rows, oldest first, each once",
      async (horizon) => {
        const count = subject.manyRows[horizon];
        const rows = await read(horizon, during, count);
        expect(rows).toHaveLength(count);
        const starts = rows.map(({ start }) => start);
        expect(starts).toEqual([...new Set(starts)].toSorted((a, b) => a - b));
        expect(rows.filter(({ high, low }) => high < low)).toEqual([]);
      },
    );

    it("stamps rows with the start of their period", async () => {
      for (const { start } of await read("half_hour", during, 50)) {
        expect(start % HALF_HOUR_SECONDS).toBe(0);
      }
      for (const { start } of await read("daily", during, 10)) expect(start % DAY_SECONDS).toBe(0);
      for (const { start } of await read("weekly", during, 5)) {
        expect(start % DAY_SECONDS).toBe(0);
        expect(weekdayOf(dayOf(start))).toBe(0);
      }
    });

    it.each(HORIZONS)("returns the newest %s rows before an instant", async (horizon) => {
      const many = await read(horizon, during, subject.manyRows[horizon]);
      expect(await read(horizon, during, 3)).toEqual(many.slice(-3));
      const older = many.slice(0, -3);
      const end = periodEnd(older.at(-1)?.start ?? Number.NaN, horizon);
      expect(await read(horizon, end, older.length)).toEqual(older);
    });

    it.each(HORIZONS)("returns no %s row whose period has not ended", async (horizon) => {
      const newest = (await read(horizon, during, 1))[0]?.start ?? Number.NaN;
      const end = periodEnd(newest, horizon);
      expect(end).toBeLessThanOrEqual(during);
      expect((await read(horizon, end, 1))[0]?.start).toBe(newest);
      expect((await read(horizon, end - 1, 1))[0]?.start).toBeLessThan(newest);
    });

    it.each(HORIZONS)("adds only the forming %s row on request", async (horizon) => {
      const closed = await read(horizon, during, 4);
      const rows = await read(horizon, during, 5, true);
      expect(rows.slice(0, -1)).toEqual(closed);
      const forming = rows.at(-1)?.start ?? Number.NaN;
      expect(forming).toBeLessThan(during);
      expect(periodEnd(forming, horizon)).toBeGreaterThan(during);
    });

    it("excludes a row that starts exactly at the given instant", async () => {
      const [newest] = await read("half_hour", during, 1, true);
      const start = newest?.start ?? Number.NaN;
      const [before] = await read("half_hour", start, 1, true);
      expect(before?.start).toBeLessThan(start);
    });

    it("reports that there is no data before its history begins", async () => {
      for (const horizon of HORIZONS) {
        await expect(read(horizon, subject.beforeHistory, 1)).rejects.toMatchObject({
          name: "MarketError",
          code: "no-data",
          retryable: false,
        });
      }
    });
  });
}
