import type { MarketPort } from "@bellwether/core/market";
import { dayOf, type EpochDay, fromIso, type Instant } from "@bellwether/core/time";
import { bookMarket } from "../book-market.ts";
import type { DayBook } from "../day-book.ts";
import { SIMULATED_QUOTES, type Underlying } from "./catalogue.ts";
import { dailyWalk, type WalkDay } from "./daily-walk.ts";
import { walksOn } from "./hours.ts";
import { quoteBook } from "./quote-book.ts";

/** The fixed instant at which a simulated market's clock starts: a Monday, an hour before Europe
 *  opens, in a week without a holiday. */
export const SIMULATED_EPOCH: Instant = fromIso("2026-09-14T06:00:00Z");

/** The first trading day of the simulated history: 750 weekly candles before the fixed instant. */
const SIMULATED_ORIGIN: Instant = fromIso("2011-01-03T00:00:00Z");

/** A simulated market. The same seed gives the same prices on every machine, whatever the order of
 *  queries and restarts. Every price is a function of (seed, code, time); nothing is generated
 *  before it is queried. `from` is the first day with a price (default 2011-01-03). */
export function simulatedMarket(options: { seed: string | number; from?: Instant }): MarketPort {
  const seed = String(options.seed);
  const firstDay = dayOf(options.from ?? SIMULATED_ORIGIN);
  const walks = new Map<string, (day: EpochDay) => WalkDay>();
  const books = new Map<string, DayBook>();

  const walkOf = (underlying: Underlying): ((day: EpochDay) => WalkDay) => {
    let walk = walks.get(underlying.code);
    if (walk === undefined) {
      walk = dailyWalk({
        seed,
        underlying,
        // All instruments share one origin, so that `from` hides days without changing prices.
        origin: dayOf(SIMULATED_ORIGIN),
        epoch: dayOf(SIMULATED_EPOCH),
        trades: (day) => walksOn(underlying, day),
      });
      walks.set(underlying.code, walk);
    }
    return walk;
  };

  return bookMarket({
    name: "the simulated market",
    instruments: SIMULATED_QUOTES.map((quote) => quote.instrument),
    bookOf: (code) => {
      let book = books.get(code);
      if (book === undefined) {
        const quote = SIMULATED_QUOTES.find(({ instrument }) => instrument.code === code);
        if (quote === undefined) throw new RangeError(`no simulated instrument ${code}`);
        book = quoteBook({ seed, quote, walk: walkOf(quote.underlying), firstDay });
        books.set(code, book);
      }
      return book;
    },
  });
}
