import type { Candle } from "./candle.ts";
import type { Session } from "./instrument.ts";
import type { MarketError } from "./market-port.ts";
import type { UnitTime } from "./unit-time.ts";

/** Which candles: one instrument, by one market's clock, at one unit time. */
export type SeriesKey = Readonly<{ code: string; market: Session; ut: UnitTime }>;

/** Why a series cannot be had. Shown to the trader as the reason a workflow was skipped. */
export type SeriesFailure =
  | "market unavailable"
  | "request budget exhausted"
  | "unknown instrument"
  | "no candles"
  | "no fresh candle"
  | "unsupported unit time";

/** The reason that an error of the market is. Want of budget has one of its own: by it a run says
 *  which workflows were not evaluated for that. */
export function failureOf({ code }: MarketError): SeriesFailure {
  switch (code) {
    case "no-data":
      return "no candles";
    case "no-fresh-candle":
      return "no fresh candle";
    case "budget-exhausted":
      return "request budget exhausted";
    case "unknown-instrument":
      return "unknown instrument";
    default:
      return "market unavailable";
  }
}

/** Candles oldest first, closed at the tick; or why there are none. */
export type Series =
  | { readonly kind: "series"; readonly candles: readonly Candle[] }
  | { readonly kind: "unavailable"; readonly reason: SeriesFailure; readonly detail: string };
