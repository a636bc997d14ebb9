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
import type { AccessToken } from "./access-token.ts";
import { readChart } from "./chart.ts";
import { type AskSaxo, type SaxoOptions, saxoClient } from "./client.ts";
import { readSaxoInstrument, searchSaxo } from "./instrument.ts";

/** Saxo for the engine and for the page: two ports that share one request budget, in which the
 *  engine has priority. */
export function connectSaxo(
  deps: HttpDeps & { readonly accessToken: AccessToken; readonly log: Pick<Log, "warn"> },
  options: SaxoOptions,
): Readonly<Record<Priority, MarketPort>> {
  const ask = saxoClient(deps, options);
  const { systemNow, sleep, log } = deps;
  const cache = rowCache();
  return {
    engine: saxoMarket({ systemNow, sleep, log, ask }, { priority: "engine", cache }),
    page: saxoMarket({ systemNow, sleep, log, ask }, { priority: "page", cache }),
  };
}

/** The instruments of a Saxo account, by symbol (`DAX.I`, `ACA:xpar`). Several ports may share one
 *  client and its request budget. Instruments are looked up once a day; closed half-hours are read
 *  once. */
export function saxoMarket(
  deps: Pick<HttpDeps, "systemNow" | "sleep"> & {
    readonly ask: AskSaxo;
    readonly log: Pick<Log, "warn">;
  },
  options: { priority?: Priority; cache?: RowCache } = {},
): MarketPort {
  const { priority = "engine", cache = rowCache() } = options;
  const now = (): Instant => Math.floor(deps.systemNow() / 1_000);

  const subjectOf = lookedUpDaily(deps, (code) => readSaxoInstrument(deps.ask, code, priority));
  const readCandles = cache(
    warningOfRows(
      async (query) => readChart(deps.ask, await subjectOf(query.code), query, now(), priority),
      deps.log,
    ),
  );
  const tradedOf = async (code: string): Promise<Traded> => ({
    code,
    session: (await subjectOf(code)).instrument.market ?? "eu",
  });
  const findInstrument = async (code: string) => (await subjectOf(code)).instrument;
  return {
    findInstrument,
    searchInstruments: async ({ text, limit }) =>
      described((await searchSaxo(deps.ask, text, priority)).slice(0, limit), findInstrument),
    readCandles:
      priority === "engine" ? awaitingLateRows(readCandles, deps, tradedOf) : readCandles,
  };
}
