import type { InstrumentList } from "@bellwether/core/api";
import type { Instrument, MarketPort } from "@bellwether/core/market";
import type { Instant } from "@bellwether/core/time";
import { checkCodes } from "./instrument-check.ts";
import { readNewest } from "./market-reading.ts";

type Market = Pick<MarketPort, "readCandles" | "findInstrument" | "searchInstruments">;

/** As many as fit under a field. Each costs a few requests of the page's share of the budget. */
const MOST_FOUND = 6;

/** The instruments that a text may mean. Rejects with `MarketError`. */
export async function searchInstruments(
  market: Market,
  text: string,
  asOf: Instant,
): Promise<InstrumentList> {
  const found = await market.searchInstruments({ text, limit: MOST_FOUND });
  return { instruments: await withPrices(market, found, asOf), unknown: [], as_of: asOf };
}

/** The instruments of some codes, and the codes that the market does not list. A code for which the
 *  market does not answer is in neither. */
export async function namedInstruments(
  market: Market,
  codes: readonly string[],
  asOf: Instant,
): Promise<InstrumentList> {
  const { instruments, unknown } = await checkCodes(market, codes);
  const priced = await withPrices(market, [...instruments.values()], asOf);
  return { instruments: priced, unknown: [...unknown], as_of: asOf };
}

/** A search is useful without prices too, so a failure to read one is not an error. */
function withPrices(
  market: Market,
  instruments: readonly Instrument[],
  asOf: Instant,
): Promise<InstrumentList["instruments"]> {
  return Promise.all(
    instruments.map(async (instrument) => {
      const newest = await readNewest(market, instrument.code, asOf);
      return { ...instrument, price: newest?.close ?? null, start: newest?.start ?? null };
    }),
  );
}
