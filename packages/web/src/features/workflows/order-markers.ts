import type { Chart } from "@bellwether/core/api";
import { candleStartAt } from "@bellwether/core/market";
import type { Instant } from "@bellwether/core/time";

export type OrderMarker = Readonly<{
  /** Start of the candle under the marker. */
  start: Instant;
  direction: "BUY" | "SELL";
  /** Ids of the marked orders, newest last. */
  ids: readonly string[];
}>;

type MarkedOrder = Pick<Chart["orders"][number], "id" | "placed_at" | "order_direction">;

/** The start of the candle during which an instant lies, as far as the chart shows it. */
export function candleAt(
  chart: Pick<Chart, "candles" | "market" | "ut">,
  at: Instant,
): Instant | undefined {
  const start = startOf(chart, at);
  return start !== undefined && start >= (chart.candles[0]?.start ?? start) ? start : undefined;
}

/** A marker for each candle and direction with orders, in candle order. An order belongs to the
 *  candle during which it was proposed, which was still forming; an order in the half-hour after
 *  a session belongs to the session's last candle. Orders before the first candle are omitted. */
export function orderMarkers(
  chart: Pick<Chart, "candles" | "market" | "ut"> & { readonly orders: readonly MarkedOrder[] },
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

/** The markers of a replay's signals that were not also proposed as orders. */
export function replayedAlone(
  chart: Parameters<typeof orderMarkers>[0],
  { replayed }: { readonly replayed: readonly OrderMarker[] },
): readonly OrderMarker[] {
  const ordered = new Set(orderMarkers(chart).flatMap(({ ids }) => ids));
  return replayed.filter(({ ids }) => !ids.some((id) => ordered.has(id)));
}

function startOf(
  { candles, market, ut }: Pick<Chart, "candles" | "market" | "ut">,
  at: Instant,
): Instant | undefined {
  const newest = candles.findLast((candle) => candle.start <= at)?.start;
  const during = candleStartAt(market, ut, at);
  if (during === null) return newest;
  // A candle's start is its first traded hour, which may be later than the start of its period.
  return newest !== undefined && newest >= during ? newest : during;
}
