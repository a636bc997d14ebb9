import type { Chart } from "@bellwether/core/api";
import { candleStartAt } from "@bellwether/core/market";
import type { Instant } from "@bellwether/core/time";

export type OrderMarker = Readonly<{
  /** The start of the candle it stands at. */
  start: Instant;
  direction: "BUY" | "SELL";
  /** Of the orders it stands for, newest last. */
  ids: readonly string[];
}>;

/** A marker for each candle and direction with orders, in the order of the candles. An order belongs
 *  to the candle during which it was proposed, which is still forming then; one of the half-hour after
 *  a session belongs to its last candle. What lies before the first candle has no place. */
export function orderMarkers(
  chart: Pick<Chart, "candles" | "market" | "ut"> & {
    readonly orders: readonly Chart["orders"][number][];
  },
): readonly OrderMarker[] {
  const markers = new Map<string, OrderMarker>();
  const first = chart.candles[0]?.start;
  for (const { id, placed_at, order_direction: direction } of chart.orders) {
    const start = startOf(chart, placed_at);
    if (start === undefined || first === undefined || start < first) continue;
    const key = `${start} ${direction}`;
    markers.set(key, { start, direction, ids: [...(markers.get(key)?.ids ?? []), id] });
  }
  return [...markers.values()].sort((a, b) => a.start - b.start);
}

function startOf(
  { candles, market, ut }: Pick<Chart, "candles" | "market" | "ut">,
  at: Instant,
): Instant | undefined {
  const newest = candles.findLast((candle) => candle.start <= at)?.start;
  const during = candleStartAt(market, ut, at);
  if (during === null) return newest;
  // A candle is stamped with the first hour that traded, which may be later than its period.
  return newest !== undefined && newest >= during ? newest : during;
}
