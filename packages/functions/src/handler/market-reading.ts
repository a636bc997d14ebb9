import {
  type CandleQuery,
  type Instrument,
  MarketError,
  type MarketPort,
} from "@bellwether/core/market";
import type { Instant } from "@bellwether/core/time";
import { type MarketView, marketView, planReads, type Workflow } from "@bellwether/core/workflow";

type Market = Pick<MarketPort, "readCandles" | "findInstrument">;

/** The instruments of some codes, each asked for once; or why one cannot be had. */
export async function findInstruments(
  { findInstrument }: Pick<Market, "findInstrument">,
  codes: Iterable<string>,
): Promise<ReadonlyMap<string, Instrument | MarketError>> {
  const found = await Promise.all(
    [...new Set(codes)].map(
      async (code) => [code, await orMarketError(findInstrument(code))] as const,
    ),
  );
  return new Map(found);
}

/** What the market shows to some workflows at a tick; `instrument` is the cfd. Reads each series
 *  once, whatever their number. A read that fails is the failure of the workflows that need it, and
 *  of no others. */
export async function readMarket(
  market: Market,
  due: readonly { readonly workflow: Workflow; readonly instrument: Instrument }[],
  tick: Instant,
): Promise<MarketView> {
  const cfds = new Map(due.map(({ instrument }) => [instrument.code, instrument]));
  const others = due.map(({ workflow }) => workflow.index).filter((code) => !cfds.has(code));
  const instruments = new Map([...cfds, ...(await findInstruments(market, others))]);
  const queries = planReads(
    due.map(({ workflow }) => workflow),
    tick,
    (code) => cfds.get(code),
  );
  return readView(market, queries, tick, instruments);
}

/** A view over the rows of these queries, which are read at once. Candles of an instrument that
 *  cannot be had are not used: its decimals say how indicators are rounded. */
export async function readView(
  { readCandles }: Pick<Market, "readCandles">,
  queries: readonly CandleQuery[],
  tick: Instant,
  instruments: ReadonlyMap<string, Instrument | MarketError>,
): Promise<MarketView> {
  const rows = new Map(
    await Promise.all(
      queries.map(async (query) => {
        const key = `${query.horizon} ${query.code}`;
        const instrument = instruments.get(query.code);
        if (instrument instanceof MarketError) return [key, instrument] as const;
        return [key, await orMarketError(readCandles(query))] as const;
      }),
    ),
  );
  return marketView({
    tick,
    instrumentOf: (code) => {
      const instrument = instruments.get(code);
      return instrument instanceof MarketError ? undefined : instrument;
    },
    rows: (code, horizon) =>
      rows.get(`${horizon} ${code}`) ??
      new MarketError("no-data", `${horizon} rows of ${code} were not read`, { retryable: false }),
  });
}

/** The answer, or why there is none. */
export async function orMarketError<T>(answer: Promise<T>): Promise<T | MarketError> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof MarketError) return error;
    const message = error instanceof Error ? error.message : String(error);
    return new MarketError("unavailable", message, { retryable: true, cause: error });
  }
}
