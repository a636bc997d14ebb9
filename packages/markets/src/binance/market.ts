import type { Log } from "@bellwether/core/log";
import type { MarketPort, Traded } from "@bellwether/core/market";
import type { Instant } from "@bellwether/core/time";
import type { Priority } from "../http/budget.ts";
import { awaitingLateRows } from "../http/late-rows.ts";
import { lookedUpDaily } from "../http/lookup.ts";
import type { HttpDeps } from "../http/request.ts";
import { type RowCache, rowCache } from "../http/row-cache.ts";
import { described } from "../instrument-search.ts";
import { warningOfRows } from "../row-warning.ts";
import { type AskBinance, type BinanceOptions, binanceClient } from "./client.ts";
import { readPair, searchPairs } from "./instrument.ts";
import { readKlines } from "./kline.ts";

/** Binance for the engine and for the page: two ports that share one request budget, in which the
 *  engine has priority. */
export function connectBinance(
  deps: HttpDeps & { readonly log: Pick<Log, "warn"> },
  options: BinanceOptions = {},
): Readonly<Record<Priority, MarketPort>> {
  const ask = binanceClient(deps, options);
  const { systemNow, sleep, log } = deps;
  const cache = rowCache();
  return {
    engine: binanceMarket({ systemNow, sleep, log, ask }, { priority: "engine", cache }),
    page: binanceMarket({ systemNow, sleep, log, ask }, { priority: "page", cache }),
  };
}

/** The spot market of Binance: pairs such as `BTCUSDT`. They trade around the clock, so their
 *  session is `always`, their days are UTC days and their weeks begin on Monday. Several ports may
 *  share one client and its request budget. Pairs are looked up once a day; closed half-hours are
 *  read once. */
export function binanceMarket(
  deps: Pick<HttpDeps, "systemNow" | "sleep"> & {
    readonly ask: AskBinance;
    readonly log: Pick<Log, "warn">;
  },
  options: { priority?: Priority; cache?: RowCache } = {},
): MarketPort {
  const { priority = "engine", cache = rowCache() } = options;
  const now = (): Instant => Math.floor(deps.systemNow() / 1_000);
  const readCandles = cache(
    warningOfRows(async (query) => readKlines(deps.ask, query, now(), priority), deps.log),
  );
  const findInstrument = lookedUpDaily(deps, (code) => readPair(deps.ask, code, priority));
  return {
    findInstrument,
    searchInstruments: async (search) =>
      described(await searchPairs(deps.ask, search, priority), findInstrument),
    readCandles:
      priority === "engine" ? awaitingLateRows(readCandles, deps, alwaysTraded) : readCandles,
  };
}

async function alwaysTraded(code: string): Promise<Traded> {
  return { code, session: "always" };
}
