import {
  closingHour,
  exchangeOf,
  openingOf,
  SESSION_RULES,
  tradingDay,
} from "@bellwether/core/market";
import { type EpochDay, HOUR_SECONDS, type Instant } from "@bellwether/core/time";
import type { Underlying } from "./catalogue.ts";

/** How long before the session, and for how long after its opening, a CFD trades, in seconds. */
const EXTENDED: Readonly<Record<"eu" | "us", { before: number; after: number }>> = {
  eu: { before: HOUR_SECONDS, after: 13 * HOUR_SECONDS },
  us: { before: 1.5 * HOUR_SECONDS, after: 7.5 * HOUR_SECONDS },
};

/** A span of trading: from `open` to `close`, which is no longer part of it. */
export type Span = Readonly<{ open: Instant; close: Instant }>;

/** The session of an underlying's exchange on a day, and the longer span in which its CFDs trade.
 *  Null on a day without trading. On a half day both end with the session. */
export function tradingSpans(
  underlying: Underlying,
  day: EpochDay,
): Readonly<{ session: Span; extended: Span }> | null {
  const { market } = underlying;
  const exchange = exchangeOf(underlying.code, market);
  const kind = tradingDay(exchange, day);
  if (kind === "closed") return null;
  const rule = SESSION_RULES[market];
  const open = openingOf(rule, day);
  const hours = kind === "half" ? closingHour(exchange) : rule.hours;
  const close = open + hours * HOUR_SECONDS;
  const { before, after } = EXTENDED[market];
  return {
    session: { open, close },
    extended: { open: open - before, close: kind === "half" ? close : open + after },
  };
}

export function tradesOn(underlying: Underlying, day: EpochDay): boolean {
  return tradingDay(exchangeOf(underlying.code, underlying.market), day) !== "closed";
}
