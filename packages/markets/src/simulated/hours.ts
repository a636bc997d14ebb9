import { exchangeOf, sessionSpan, tradingDay } from "@bellwether/core/market";
import { type EpochDay, HOUR_SECONDS, type Instant } from "@bellwether/core/time";
import type { Underlying } from "./catalogue.ts";

/** How long before the session, and how long after its opening, a CFD trades, in seconds. */
const EXTENDED: Readonly<Record<"eu" | "us", { before: number; after: number }>> = {
  eu: { before: HOUR_SECONDS, after: 13 * HOUR_SECONDS },
  us: { before: 1.5 * HOUR_SECONDS, after: 7.5 * HOUR_SECONDS },
};

/** A span of trading from `open` to `close`, end exclusive. */
export type Span = Readonly<{ open: Instant; close: Instant }>;

/** The session of an underlying's exchange on a day, and the longer span in which its CFDs trade.
 *  Null on a day without trading. On a half day both end with the session. */
export function tradingSpans(
  underlying: Underlying,
  day: EpochDay,
): Readonly<{ session: Span; extended: Span }> | null {
  const { session } = underlying;
  const span = sessionSpan(session, underlying.code, day);
  if (span === null) return null;
  const { open, close } = span;
  const { before, after } = EXTENDED[session];
  const isHalf = tradingDay(exchangeOf(underlying.code, session), day) === "half";
  return {
    session: span,
    extended: { open: open - before, close: isHalf ? close : open + after },
  };
}

/** Whether the close changes on a day. */
export function walksOn({ code, session, walkDays }: Underlying, day: EpochDay): boolean {
  return tradingDay(walkDays ?? exchangeOf(code, session), day) !== "closed";
}
