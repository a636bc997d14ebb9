import { type Candle, type Instrument, openingOf, SESSION_RULES } from "@bellwether/core/market";
import { HALF_HOUR_SECONDS, isWeekend, startOfDay } from "@bellwether/core/time";

/** Uniform in [0, 1), reproducible from the seed. Source: the mulberry32 generator. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function cents(price: number): number {
  return Math.round(price * 100) / 100;
}

/** A random walk with one candle per start. Prices have two decimals. */
export function walk(starts: readonly number[], random: () => number): Candle[] {
  let price = 1_000 + random() * 9_000;
  return starts.map((start) => {
    const open = price;
    price *= 1 + (random() - 0.499) * 0.008;
    const high = Math.max(open, price) * (1 + random() * 0.002);
    const low = Math.min(open, price) * (1 - random() * 0.002);
    return { start, open: cents(open), high: cents(high), low: cents(low), close: cents(price) };
  });
}

export type SampleMarket = Readonly<{
  instruments: readonly Instrument[];
  rows: (code: string, horizon: "half_hour" | "daily" | "weekly") => readonly Candle[];
}>;

/** Instruments with half-hour candles for a number of weekdays of the Paris session, up to a
 *  day. */
export function sampleMarket(instruments: number, days: number, lastDay: number): SampleMarket {
  const openDays: number[] = [];
  for (let day = lastDay; openDays.length < days; day -= 1)
    if (!isWeekend(day)) openDays.unshift(day);
  const starts = openDays.flatMap((day) =>
    Array.from(
      { length: 18 },
      (_, half) => openingOf(SESSION_RULES.eu, day) + half * HALF_HOUR_SECONDS,
    ),
  );
  const weeks = Array.from({ length: 780 }, (_, week) => startOfDay(lastDay - 7 * (780 - week)));
  const codes = Array.from({ length: instruments }, (_, index) => `SAMPLE${index + 1}.I`);
  const books = new Map(
    codes.map((code, index) => {
      const random = seeded(index + 1);
      return [
        code,
        {
          half_hour: walk(starts, random),
          daily: walk(openDays.map(startOfDay), random),
          weekly: walk(weeks, random),
        },
      ] as const;
    }),
  );
  return {
    instruments: codes.map((code) => ({
      code,
      name: code,
      asset_type: "CfdOnIndex",
      decimals: 2,
      tick_size: 0.01,
      market: "eu",
    })),
    rows: (code, horizon) => books.get(code)?.[horizon] ?? [],
  };
}
