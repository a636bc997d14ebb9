import { type Instrument, MarketError, type MarketPort } from "@bellwether/core/market";
import { type Instant, toIso } from "@bellwether/core/time";
import { type DayBook, readDayBook } from "./day-book.ts";
import { bestMatches } from "./instrument-search.ts";

/** A market over day books. `name` is the name used in its errors. `bookOf` is called only with
 *  codes in `instruments`. */
export function bookMarket(options: {
  name: string;
  instruments: readonly Instrument[];
  bookOf: (code: string) => DayBook;
}): MarketPort {
  const { name, bookOf } = options;
  const instruments = new Map(options.instruments.map((known) => [known.code, known]));

  const find = (code: string): Instrument => {
    const found = instruments.get(code);
    if (found !== undefined) return found;
    const known = [...instruments.keys()].join(", ");
    throw new MarketError(
      "unknown-instrument",
      `${name} has no instrument ${code}; it has ${known || "none"}`,
      { retryable: false },
    );
  };
  const nothing = (code: string, before: Instant): MarketError =>
    new MarketError("no-data", `${name} has no candles of ${code} before ${toIso(before)}`, {
      retryable: false,
    });

  return {
    readCandles: async (query) => {
      const rows = readDayBook(bookOf(find(query.code).code), query);
      if (rows.length === 0) throw nothing(query.code, query.before);
      return rows;
    },
    findInstrument: async (code) => find(code),
    searchInstruments: async (search) => bestMatches(instruments.values(), search),
  };
}
