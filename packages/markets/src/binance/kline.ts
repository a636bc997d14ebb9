import {
  type Candle,
  type CandleQuery,
  type Horizon,
  MarketError,
  mergeCandles,
} from "@bellwether/core/market";
import {
  dayOf,
  HALF_HOUR_SECONDS,
  type Instant,
  mondayOf,
  startOfDay,
  toIso,
} from "@bellwether/core/time";
import type { Priority } from "../http/budget.ts";
import { readPages } from "../http/paging.ts";
import { HORIZON_SECONDS, periodEnd } from "../period.ts";
import type { AskBinance } from "./client.ts";
import { symbolOf } from "./instrument.ts";
import { klinesSchema } from "./schema.ts";

const INTERVALS: Readonly<Record<Horizon, string>> = {
  half_hour: "30m",
  daily: "1d",
  weekly: "1w",
};

/** Binance returns at most this many klines per request. */
const PAGE_ROWS = 1_000;
const KLINES_WEIGHT = 2;

/** Reads klines page by page. `now` is the machine's clock. Rejects with `MarketError`. */
export async function readKlines(
  ask: AskBinance,
  query: CandleQuery,
  now: Instant,
  priority: Priority,
): Promise<readonly Candle[]> {
  const symbol = symbolOf(query.code);
  const interval = INTERVALS[query.horizon];
  const rows = await readPages({
    source: `${symbol} ${interval}`,
    query,
    now,
    pageRows: PAGE_ROWS,
    readPage: async (before, count) => {
      // `endTime` is compared with the opening time and is inclusive.
      const range = { symbol, interval, endTime: before * 1_000 - 1, limit: count };
      const rows = alignedRows(await askKlines(ask, range, priority), query.horizon);
      if (rows.length > 0) return { rows, historyStart: null };
      return { rows, historyStart: await historyStart(ask, symbol, interval, priority) };
    },
  });
  refuseOld(rows, query, now);
  return rows;
}

/** Klines as rows of their periods. Some klines of 2017 start at a fraction of a second, where
 *  trading resumed after an outage. Such a kline is merged with any earlier kline of the same
 *  period. */
function alignedRows(klines: readonly Candle[], horizon: Horizon): readonly Candle[] {
  const rows: Candle[] = [];
  for (const kline of klines) {
    if (Number.isInteger(kline.start)) {
      rows.push(kline);
      continue;
    }
    const start = periodStart(Math.floor(kline.start), horizon);
    const earlier = rows.at(-1)?.start === start ? rows.splice(-1) : [];
    rows.push({ ...(mergeCandles([...earlier, kline]) ?? kline), start });
  }
  return rows;
}

function periodStart(instant: Instant, horizon: Horizon): Instant {
  if (horizon === "weekly") return startOfDay(mondayOf(dayOf(instant)));
  return instant - (instant % HORIZON_SECONDS[horizon]);
}

/** Binance never closes and has a kline for every half-hour, even without trades. If the last one
 *  is missing, it is late or the pair is halted. An hour built without it would have the wrong
 *  close. */
function refuseOld(rows: readonly Candle[], query: CandleQuery, now: Instant): void {
  if (query.horizon !== "half_hour" || query.forming === true) return;
  const instant = Math.min(query.before, now);
  const ended = instant - (instant % HALF_HOUR_SECONDS);
  const newest = rows.at(-1);
  if (newest === undefined || periodEnd(newest.start, "half_hour") >= ended) return;
  throw new MarketError(
    "no-fresh-candle",
    `Binance has no candle of ${query.code} that ended at ${toIso(ended)}; the last one began at ${toIso(newest.start)}`,
    { retryable: true },
  );
}

function askKlines(
  ask: AskBinance,
  parameters: Readonly<Record<string, string | number>>,
  priority: Priority,
): Promise<readonly Candle[]> {
  const path = "/api/v3/klines";
  return ask({ path, parameters, weight: KLINES_WEIGHT, schema: klinesSchema }, priority);
}

/** The start of the oldest available kline. */
async function historyStart(
  ask: AskBinance,
  symbol: string,
  interval: string,
  priority: Priority,
): Promise<Instant> {
  const [first] = await askKlines(ask, { symbol, interval, startTime: 0, limit: 1 }, priority);
  if (first !== undefined) return first.start;
  throw new MarketError("no-data", `Binance says that ${symbol} has never been traded`, {
    retryable: true,
  });
}
