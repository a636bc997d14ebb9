import type { Instant } from "../time/instant.ts";
import type { Candle } from "./candle.ts";
import type { Instrument } from "./instrument.ts";

/** The row lengths a market serves. All other unit times are built from them. */
export type Horizon = "half_hour" | "daily" | "weekly";

/** At most `count` rows that start before `before`: the newest ones, oldest first. Only rows whose
 *  period has ended by `before`, unless `forming` is set. Rows that start before `since` are not
 *  needed; an adapter that pages may stop there. */
export type CandleQuery = Readonly<{
  code: string;
  horizon: Horizon;
  before: Instant;
  count: number;
  since?: Instant;
  forming?: boolean;
}>;

/** Rejects with `MarketError`. */
export type ReadCandles = (query: CandleQuery) => Promise<readonly Candle[]>;

/** Rejects with `MarketError`, code `unknown-instrument` if no instrument has exactly that code. */
type FindInstrument = (code: string) => Promise<Instrument>;

/** At most `limit` instruments that a text may mean, by code or by name: the exact code first. Case
 *  does not matter. Empty if there are none. Rejects with `MarketError`. */
type SearchInstruments = (
  search: Readonly<{ text: string; limit: number }>,
) => Promise<readonly Instrument[]>;

export type MarketPort = Readonly<{
  readCandles: ReadCandles;
  findInstrument: FindInstrument;
  searchInstruments: SearchInstruments;
}>;

export type MarketErrorCode =
  | "unknown-instrument"
  | "no-data"
  | "no-fresh-candle"
  | "malformed"
  | "unauthorized"
  | "budget-exhausted"
  | "unavailable";

/** The market could not answer. `retryable`: the same request may succeed later. */
export class MarketError extends Error {
  readonly code: MarketErrorCode;
  readonly retryable: boolean;
  constructor(
    code: MarketErrorCode,
    message: string,
    options: { retryable: boolean; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.name = "MarketError";
    this.code = code;
    this.retryable = options.retryable;
  }
}
