export type { Candle } from "./candle.ts";
export { buildCandles, candleStartAt, isBuiltUnitTime, mergeCandles } from "./candle-builder.ts";
export { type Exchange, exchangeOf, namedExchange, sessionOfExchange } from "./exchange.ts";
export { type Instrument, instrumentSchema, type Session } from "./instrument.ts";
export { LIVE_MARKET_NAMES, LIVE_MARKETS, type LiveMarket } from "./live-market.ts";
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
  openingOf,
  SESSION_RULES,
  sessionConflict,
  sessionOf,
  sessionSpan,
  type Traded,
} from "./session.ts";
export { lastSessionDay, type SessionDay, sessionAt } from "./session-day.ts";
export { sessionState } from "./session-state.ts";
export { tradingDay } from "./trading-day.ts";
export { UNIT_TIMES, type UnitTime } from "./unit-time.ts";
export { buildWeeklyCandles } from "./weekly-builder.ts";
