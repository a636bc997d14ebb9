import type { Chart } from "@bellwether/core/api";
import type { Candle } from "@bellwether/core/market";
import type { Instant } from "@bellwether/core/time";

export type OrderMarker = Readonly<{
  /** The start of the candle it stands at. */
  start: Instant;
  direction: "BUY" | "SELL";
}>;

/** A marker for each candle and direction with orders, in the order of the candles. An order
 *  belongs to the candle that was the newest to have started at its tick; what lies before the
 *  first candle has no place. */
export function orderMarkers(
  candles: readonly Candle[],
  orders: Chart["orders"],
): readonly OrderMarker[] {
  const markers = new Map<string, OrderMarker>();
  for (const order of orders) {
    const start = candles.findLast((candle) => candle.start <= order.placed_at)?.start;
    if (start === undefined) continue;
    const direction = order.order_direction;
    markers.set(`${start} ${direction}`, { start, direction });
  }
  return [...markers.values()].sort((a, b) => a.start - b.start);
}
