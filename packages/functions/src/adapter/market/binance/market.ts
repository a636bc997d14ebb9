import type { Candle } from "@bellwether/core/market/candle";
import type { Instrument } from "@bellwether/core/market/instrument";
import type { CandleQuery, Horizon, MarketPort } from "@bellwether/core/port";
import { MarketError } from "@bellwether/core/port";
import { fromIsoDate, startOfDay } from "@bellwether/core/time/day";
import type { Instant } from "@bellwether/core/time/instant";
import { MINUTE_SECONDS } from "@bellwether/core/time/instant";
import type { Priority } from "../http/budget.ts";
import { readPages } from "../http/paging.ts";
import type { HttpDeps } from "../http/request.ts";
import type { AskBinance, BinanceOptions } from "./client.ts";
import { binanceClient } from "./client.ts";
import { exchangeInfoSchema, klinesSchema, tickerSchema } from "./schema.ts";

const INTERVALS: Readonly<Record<Horizon, string>> = {
  half_hour: "30m",
  daily: "1d",
  weekly: "1w",
};

/** The most klines Binance gives at once. */
const PAGE_ROWS = 1_000;
const KLINES_WEIGHT = 2;

/** Binance as the engine and as the page see it: two ports that share one budget, in which the
 *  engine goes first. */
export function connectBinance(
  deps: HttpDeps,
  options: BinanceOptions = {},
): Readonly<Record<Priority, MarketPort>> {
  const ask = binanceClient(deps, options);
  const { systemNow } = deps;
  return {
    engine: binanceMarket({ systemNow, ask }, { priority: "engine" }),
    page: binanceMarket({ systemNow, ask }, { priority: "page" }),
  };
}

/** The spot market of Binance: pairs such as `BTCUSDT`, which trade around the clock, so that its
 *  market is `always`, its days are UTC's and its weeks begin on Monday.
 *  Several ports may share one client, and with it one budget. */
export function binanceMarket(
  deps: Pick<HttpDeps, "systemNow"> & { readonly ask: AskBinance },
  options: { priority?: Priority } = {},
): MarketPort {
  const priority = options.priority ?? "engine";
  const instruments = new Map<string, Promise<Instrument>>();
  const historyStarts = new Map<string, Instant>();

  const klines = (parameters: Readonly<Record<string, string | number>>) =>
    deps.ask(
      { path: "/api/v3/klines", parameters, weight: KLINES_WEIGHT, schema: klinesSchema },
      priority,
    );

  /** The start of the oldest kline there is. */
  const historyStart = async (symbol: string, interval: string): Promise<Instant> => {
    const key = `${symbol} ${interval}`;
    const known = historyStarts.get(key);
    if (known !== undefined) return known;
    const [first] = await klines({ symbol, interval, startTime: 0, limit: 1 });
    if (first === undefined) {
      throw new MarketError("no-data", `Binance says that ${symbol} has never been traded`, {
        retryable: true,
      });
    }
    historyStarts.set(key, first.start);
    return first.start;
  };

  const readCandles = async (query: CandleQuery): Promise<readonly Candle[]> => {
    const symbol = symbolOf(query.code);
    const interval = INTERVALS[query.horizon];
    return readPages({
      source: `${symbol} ${interval}`,
      query,
      now: Math.floor(deps.systemNow() / 1_000),
      pageRows: PAGE_ROWS,
      readPage: async (before, count) => {
        // `endTime` is compared with the opening time, and is part of the range.
        const endTime = before * 1_000 - 1;
        const rows = await klines({ symbol, interval, endTime, limit: Math.min(count, PAGE_ROWS) });
        return {
          rows,
          historyStart: rows.length === 0 ? await historyStart(symbol, interval) : null,
        };
      },
    });
  };

  const findInstrument = (code: string): Promise<Instrument> => {
    let found = instruments.get(code);
    if (found === undefined) {
      found = readInstrument(deps.ask, code, priority);
      instruments.set(code, found);
      found.catch(() => instruments.delete(code));
    }
    return found;
  };

  const readPrice = async (code: string, at: Instant): Promise<number> => {
    const symbol = symbolOf(code);
    if (at * 1_000 >= deps.systemNow() - MINUTE_SECONDS * 1_000) {
      const question = { path: "/api/v3/ticker/price", parameters: { symbol }, weight: 2 };
      return (await deps.ask({ ...question, schema: tickerSchema }, priority)).price;
    }
    const endTime = at * 1_000;
    const [minute] = await klines({ symbol, interval: "1m", endTime, limit: 1 });
    if (minute === undefined) {
      throw new MarketError("no-data", `Binance has no price of ${symbol} then`, {
        retryable: false,
      });
    }
    // The open, because the rest of that minute had not happened yet.
    return minute.open;
  };

  return {
    readCandles,
    findInstrument,
    readPrice,
    isDayOpen: async (code, day) => {
      await findInstrument(code);
      return startOfDay(fromIsoDate(day)) * 1_000 <= deps.systemNow();
    },
  };
}

/** Refuses what cannot be a symbol before it costs a request. */
function symbolOf(code: string): string {
  if (/^[A-Z0-9]{2,30}$/.test(code)) return code;
  throw new MarketError(
    "unknown-instrument",
    `Binance has no symbol ${code}; its symbols look like BTCUSDT`,
    { retryable: false },
  );
}

async function readInstrument(
  ask: AskBinance,
  code: string,
  priority: Priority,
): Promise<Instrument> {
  const { symbols } = await ask(
    {
      path: "/api/v3/exchangeInfo",
      parameters: { symbol: symbolOf(code) },
      weight: 20,
      schema: exchangeInfoSchema,
    },
    priority,
  );
  const [pair] = symbols;
  const filter = pair?.filters.find((candidate) => "tickSize" in candidate);
  if (pair?.symbol !== code || filter === undefined) {
    throw new MarketError("malformed", `Binance describes ${code} without a price step`, {
      retryable: false,
    });
  }
  return {
    code,
    name: `${pair.baseAsset}/${pair.quoteAsset}`,
    asset_type: "CryptoPair",
    decimals: decimalsOf(filter.tickSize),
    tick_size: filter.tickSize,
    market: "always",
  };
}

/** The decimals with which a price step such as 0.01 is written. */
function decimalsOf(step: number): number {
  for (let decimals = 0; decimals < 10; decimals += 1) {
    if (Number(step.toFixed(decimals)) === step) return decimals;
  }
  return 10;
}
