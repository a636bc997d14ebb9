import type { Candle } from "./candle.ts";
import type { Session } from "./instrument.ts";
import type { MarketError } from "./market-port.ts";
import type { UnitTime } from "./unit-time.ts";

/** Which candles: one instrument, in one session, at one unit time. */
export type SeriesKey = Readonly<{ code: string; session: Session; ut: UnitTime }>;

/** Why a series is not available. Shown to the trader as the reason a workflow was skipped. */
export type SeriesFailure =
  | "market unavailable"
  | "request budget exhausted"
  | "unknown instrument"
  | "no candles"
  | "no fresh candle"
  | "unsupported unit time";

/** The reason for an error of the market. An exhausted request budget has a separate reason, so
 *  that a run can report which workflows were skipped because of it. */
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

/** Candles closed at the tick, oldest first; or the reason there are none. */
export type Series =
  | { readonly kind: "series"; readonly candles: readonly Candle[] }
  | { readonly kind: "unavailable"; readonly reason: SeriesFailure; readonly detail: string };
