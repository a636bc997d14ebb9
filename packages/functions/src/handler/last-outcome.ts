import { MarketError, type MarketPort } from "@bellwether/core/market";
import type { Outcome } from "@bellwether/core/outcome";
import type { LastOutcome, OrderSignal } from "@bellwether/core/signal";
import type { Instant } from "@bellwether/core/time";
import type { Workflow } from "@bellwether/core/workflow";
import { orMarketError } from "./market-reading.ts";
import { orderOutcomes } from "./order-outcomes.ts";

/** The outcome of the last order before the episode of each signal, by the signal's id. One more read for
 *  each instrument that has such an order, of seven days at most. If the market does not answer, the
 *  signals go without. */
export async function lastOutcomes(
  market: Pick<MarketPort, "readCandles">,
  signals: readonly Readonly<{ signal: OrderSignal; last: Workflow["last_order"] }>[],
  tick: Instant,
): Promise<ReadonlyMap<string, LastOutcome>> {
  const known = signals.flatMap(({ signal, last }) =>
    last !== undefined && isBefore(last, signal) ? [{ id: signal.id, last }] : [],
  );
  const orders = known.map(({ last }) => last);
  const outcomes = await orMarketError(orderOutcomes(market, orders, tick));
  if (outcomes instanceof MarketError) return new Map();
  return new Map(
    known.flatMap(({ id, last }, nth) => {
      const outcome = outcomes[nth];
      return outcome === undefined ? [] : [[id, lastOutcome(last, outcome)] as const];
    }),
  );
}

/** Whether an order is of an earlier episode, and not yet expired. */
function isBefore(
  last: NonNullable<Workflow["last_order"]>,
  { episode, placed_at }: OrderSignal,
): boolean {
  return last.placed_at < (episode ?? placed_at) && last.ttl > placed_at;
}

function lastOutcome(
  { placed_at }: { readonly placed_at: Instant },
  outcome: Outcome,
): LastOutcome {
  if (outcome.kind !== "filled") return { placed_at, kind: outcome.kind, points: null };
  const { after, latest } = outcome;
  return after.d1 === null
    ? { placed_at, kind: "open", points: latest.points }
    : { placed_at, kind: "after_a_day", points: after.d1.points };
}
