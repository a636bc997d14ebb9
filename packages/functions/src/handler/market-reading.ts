import { messageOf } from "@bellwether/core/failure";
import {
  type Candle,
  type CandleQuery,
  dueHalfHour,
  type Instrument,
  lastHalfHourEnd,
  MarketError,
  type MarketPort,
  sessionOf,
  type Traded,
} from "@bellwether/core/market";
import { HALF_HOUR_SECONDS, type Instant } from "@bellwether/core/time";
import { type MarketView, marketView, planReads, type Workflow } from "@bellwether/core/workflow";

type Market = Pick<MarketPort, "readCandles" | "findInstrument">;

/** The instruments of some codes, each asked for once; or the reason why one cannot be read. */
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

/** Reads the market for some workflows at a tick; `instrument` is the cfd. Each series is read once,
 *  whatever the number of workflows. A failed read only affects the workflows that need it. */
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
  const traded = due.flatMap(({ workflow, instrument }) => {
    const session = sessionOf(workflow, instrument);
    return [workflow.index, workflow.cfd].map((code) => ({ code, session }));
  });
  return readView(market, queries, tick, instruments, traded);
}

/** A view over the rows of these queries, which are read at once. Candles of an instrument that
 *  cannot be had are not used: its decimals say how indicators are rounded. Instruments in `traded`
 *  must have fresh candles; a chart also shows old ones. */
export async function readView(
  { readCandles }: Pick<Market, "readCandles">,
  queries: readonly CandleQuery[],
  tick: Instant,
  instruments: ReadonlyMap<string, Instrument | MarketError>,
  traded: readonly Traded[] = [],
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
  const newest = await newestRows({ readCandles }, rows, traded, tick);
  return marketView({
    tick,
    newestRow: (code) => newest.get(code),
    instrumentOf: (code) => {
      const instrument = instruments.get(code);
      return instrument instanceof MarketError ? undefined : instrument;
    },
    rows: (code, horizon) =>
      rows.get(`${horizon} ${code}`) ??
      new MarketError("no-data", `${horizon} rows of ${code} were not read`, { retryable: false }),
  });
}

type Rows = ReadonlyMap<string, readonly Candle[] | MarketError>;

/** The start of the newest half-hour of each traded instrument. If the half-hour that has just ended
 *  is missing, there may have been no trade in it; the forming one then shows that the feed works. */
async function newestRows(
  market: Pick<Market, "readCandles">,
  rows: Rows,
  traded: readonly Traded[],
  tick: Instant,
): Promise<ReadonlyMap<string, Instant>> {
  const found = new Map<string, Instant>();
  for (const { code } of traded) {
    const halfHours = rows.get(`half_hour ${code}`);
    const newest = halfHours instanceof MarketError ? undefined : halfHours?.at(-1)?.start;
    if (newest !== undefined) found.set(code, newest);
  }
  const current = lastHalfHourEnd(tick) - HALF_HOUR_SECONDS;
  const isMissing = (each: Traded) =>
    (found.get(each.code) ?? current) < current && dueHalfHour(each, tick) === current;
  const missing = new Set(traded.filter(isMissing).map(({ code }) => code));
  await Promise.all(
    [...missing].map(async (code) => {
      const forming = await readForming(market, code, tick);
      if (forming !== null) found.set(code, Math.max(forming.start, found.get(code) ?? 0));
    }),
  );
  return found;
}

/** The half-hour of a code that is forming at a tick; null when the market does not show it. */
export async function readForming(
  { readCandles }: Pick<Market, "readCandles">,
  code: string,
  tick: Instant,
): Promise<Candle | null> {
  const since = lastHalfHourEnd(tick);
  const query = {
    code,
    horizon: "half_hour",
    before: tick,
    count: 1,
    since,
    forming: true,
  } as const;
  const rows = await orMarketError(readCandles(query));
  const newest = rows instanceof MarketError ? undefined : rows.at(-1);
  return newest === undefined || newest.start < since ? null : newest;
}

/** The newest half-hour of a code, which may still be forming; null if the market has none. */
export async function readNewest(
  { readCandles }: Pick<Market, "readCandles">,
  code: string,
  asOf: Instant,
): Promise<Candle | null> {
  const query = { code, horizon: "half_hour", before: asOf, count: 1, forming: true } as const;
  const rows = await orMarketError(readCandles(query));
  return rows instanceof MarketError ? null : (rows.at(-1) ?? null);
}

/** The response, or the reason why there is none. */
export async function orMarketError<T>(answer: Promise<T>): Promise<T | MarketError> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof MarketError) return error;
    const message = messageOf(error);
    return new MarketError("unavailable", message, { retryable: true, cause: error });
  }
}
