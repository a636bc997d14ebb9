import type { Candle } from "../market/candle.ts";
import type { Trigger } from "./workflow.ts";

/** The largest distance of an order price from the condition candle's close, as a fraction of it. */
export const MAX_PRICE_DISTANCE = 0.2;

/** The price of the order that a trigger yields on its candle, in points of the ordered instrument:
 *  beyond the low or the high. Not rounded, as in the reference. */
export function proposedPrice({ location, offset }: Trigger, candle: Candle): number {
  return location === "lower" ? candle.low - offset : candle.high + offset;
}

/** A stop where the order goes with the breakout, otherwise a limit. */
export function proposedType({ location, order_direction }: Trigger): "OPEN_STOP" | "LIMIT" {
  const breaksOut = order_direction === (location === "lower" ? "sell" : "buy");
  return breaksOut ? "OPEN_STOP" : "LIMIT";
}
