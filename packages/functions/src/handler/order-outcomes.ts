import type { Candle, ReadCandles } from "@bellwether/core/market";
import { type Outcome, type OutcomeOrder, outcomeOf } from "@bellwether/core/outcome";
import type { OrderSignal } from "@bellwether/core/signal";
import { HALF_HOUR_SECONDS, type Instant } from "@bellwether/core/time";

type ProposedOrder = OutcomeOrder & Pick<OrderSignal, "order_code">;

/** The outcomes of some orders at an instant, in their order. The half-hours of each instrument are
 *  read once. Rejects with `MarketError`. */
export async function orderOutcomes(
  { readCandles }: { readonly readCandles: ReadCandles },
  orders: readonly ProposedOrder[],
  asOf: Instant,
): Promise<readonly Outcome[]> {
  const oldest = new Map<string, Instant>();
  for (const { order_code, placed_at } of orders) {
    oldest.set(order_code, Math.min(placed_at, oldest.get(order_code) ?? placed_at));
  }
  const rows = new Map<string, readonly Candle[]>();
  await Promise.all(
    [...oldest].map(async ([code, since]) => {
      const count = Math.ceil((asOf - since) / HALF_HOUR_SECONDS);
      if (count <= 0) return;
      const query = { code, horizon: "half_hour", before: asOf, count, since } as const;
      rows.set(code, await readCandles(query));
    }),
  );
  return orders.map((order) => outcomeOf(order, rows.get(order.order_code) ?? []));
}
