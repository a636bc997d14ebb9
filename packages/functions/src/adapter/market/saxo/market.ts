import type { MarketPort } from "@bellwether/core/port";
import { MarketError } from "@bellwether/core/port";
import { fromIsoDate, startOfDay } from "@bellwether/core/time/day";
import type { Instant } from "@bellwether/core/time/instant";
import type { Priority } from "../http/budget.ts";
import type { HttpDeps } from "../http/request.ts";
import type { AccessToken } from "./access-token.ts";
import { readChart, readMinutePrice } from "./chart.ts";
import type { AskSaxo, SaxoOptions } from "./client.ts";
import { saxoClient } from "./client.ts";
import type { SaxoInstrument } from "./instrument.ts";
import { readSaxoInstrument } from "./instrument.ts";

/** Saxo as the engine and as the page see it: two ports that share one budget, in which the engine
 *  goes first. */
export function connectSaxo(
  deps: HttpDeps & { readonly accessToken: AccessToken },
  options: SaxoOptions,
): Readonly<Record<Priority, MarketPort>> {
  const ask = saxoClient(deps, options);
  const { systemNow } = deps;
  return {
    engine: saxoMarket({ systemNow, ask }, { priority: "engine" }),
    page: saxoMarket({ systemNow, ask }, { priority: "page" }),
  };
}

/** The instruments of a Saxo account, by their symbols (`DAX.I`, `ACA:xpar`).
 *  Several ports may share one client, and with it one budget. Instruments are looked up once. */
export function saxoMarket(
  deps: Pick<HttpDeps, "systemNow"> & { readonly ask: AskSaxo },
  options: { priority?: Priority } = {},
): MarketPort {
  const priority = options.priority ?? "engine";
  const subjects = new Map<string, Promise<SaxoInstrument>>();
  const now = (): Instant => Math.floor(deps.systemNow() / 1_000);

  const subjectOf = (code: string): Promise<SaxoInstrument> => {
    let subject = subjects.get(code);
    if (subject === undefined) {
      subject = readSaxoInstrument(deps.ask, code, priority);
      subjects.set(code, subject);
      subject.catch(() => subjects.delete(code));
    }
    return subject;
  };

  return {
    findInstrument: async (code) => (await subjectOf(code)).instrument,
    readCandles: async (query) =>
      readChart(deps.ask, await subjectOf(query.code), query, now(), priority),
    readPrice: async (code, at) =>
      readMinutePrice(deps.ask, await subjectOf(code), at, now(), priority),
    isDayOpen: async (code, day) => {
      const start = startOfDay(fromIsoDate(day));
      const query = {
        code,
        horizon: "daily",
        before: start + 1,
        count: 1,
        forming: true,
      } as const;
      try {
        const rows = await readChart(deps.ask, await subjectOf(code), query, now(), priority);
        return rows.at(-1)?.start === start;
      } catch (error) {
        if (error instanceof MarketError && error.code === "no-data") return false;
        throw error;
      }
    },
  };
}
