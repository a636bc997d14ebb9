import type { Candle } from "./candle.ts";
import type { Market } from "./instrument.ts";
import type { UnitTime } from "./unit-time.ts";

/** Which candles: one instrument, by one market's clock, at one unit time. */
export type SeriesKey = Readonly<{ code: string; market: Market; ut: UnitTime }>;

/** Why a series cannot be had. Shown to the trader as the reason a workflow was skipped. */
export type SeriesFailure = "market unavailable" | "no candles" | "unsupported unit time";

/** Candles oldest first, closed at the tick; or why there are none. */
export type Series =
  | { readonly kind: "series"; readonly candles: readonly Candle[] }
  | { readonly kind: "unavailable"; readonly reason: SeriesFailure; readonly detail: string };
