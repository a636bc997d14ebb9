export type { Candle } from "./candle.ts";
export { buildCandles, candleStartAt, isBuiltUnitTime, mergeCandles } from "./candle-builder.ts";
export { type Exchange, exchangeOf, namedExchange, sessionOfExchange } from "./exchange.ts";
export { type Instrument, instrumentSchema, type Market } from "./instrument.ts";
export {
  type CandleQuery,
  type Horizon,
  MarketError,
  type MarketErrorCode,
  type MarketPort,
  type ReadCandles,
} from "./market-port.ts";
export { numberText, priceText } from "./number-text.ts";
export { checkRows, type RowWarning } from "./row-check.ts";
export { failureOf, type Series, type SeriesKey } from "./series.ts";
export {
  dueHalfHour,
  isTickDue,
  lastHalfHourEnd,
  marketOf,
  openingOf,
  SESSION_RULES,
  sessionConflict,
  sessionSpan,
  type Traded,
} from "./session.ts";
export { tradingDay } from "./trading-day.ts";
export { UNIT_TIMES, type UnitTime, unitTimeSchema } from "./unit-time.ts";
export { buildWeeklyCandles } from "./weekly-builder.ts";
