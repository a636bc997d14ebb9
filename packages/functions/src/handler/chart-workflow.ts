import { type Chart, chartLines } from "@bellwether/core/api";
import {
  isBuiltUnitTime,
  MarketError,
  type MarketPort,
  sessionOf,
  type UnitTime,
} from "@bellwether/core/market";
import type { OrderStore } from "@bellwether/core/order";
import type { Instant } from "@bellwether/core/time";
import { type Indicator, readPlan, type Workflow } from "@bellwether/core/workflow";
import { readView } from "./market-reading.ts";

export type ChartDeps = Readonly<{
  market: Pick<MarketPort, "readCandles" | "findInstrument">;
  orders: Pick<OrderStore, "query">;
}>;

/** What can be charted: the unit times whose candles exist. */
export type ChartedUnitTime = Extract<UnitTime, "h1" | "h4" | "daily" | "weekly">;

/** Candles shown of each unit time: about as far back as one looks at it. */
const SHOWN: Readonly<Record<ChartedUnitTime, number>> = {
  h1: 180,
  h4: 120,
  daily: 90,
  weekly: 60,
};
/** Candles before the first one shown, from which its indicator is computed. */
const LEAD_IN = 55;
/** All that a workflow can have: one each half-hour of seven days, and some of runs by hand. */
const MAX_ORDERS = 500;

export function isCharted(ut: UnitTime): ut is ChartedUnitTime {
  return isBuiltUnitTime(ut) || ut === "weekly";
}

/** The closed candles of a workflow's index with the indicators of its conditions and its orders.
 *  Rejects with `MarketError` or `StoreError`. */
export async function chartWorkflow(
  { market, orders }: ChartDeps,
  workflow: Workflow,
  ut: ChartedUnitTime,
  asOf: Instant,
): Promise<Chart> {
  const indicators = distinct(workflow.conditions.map(({ indicator }) => indicator));
  const code = workflow.index;
  const [instrument, cfd, page] = await Promise.all([
    market.findInstrument(code),
    market.findInstrument(workflow.cfd),
    orders.query({ workflow_id: workflow.id, asOf, limit: MAX_ORDERS, before: null }),
  ]);
  const key = { code, market: sessionOf(workflow, cfd), ut };
  const plan = readPlan(asOf);
  plan.series(key, SHOWN[ut] + LEAD_IN);
  for (const indicator of indicators) {
    if (indicator.name === "inclined") plan.openDays(code, indicator.x1.x);
  }
  const view = await readView(market, plan.queries(), asOf, new Map([[code, instrument]]));
  const series = view.series(key);
  if (series.kind === "unavailable" && series.reason !== "no candles") {
    const wanting = series.reason === "request budget exhausted";
    const reason = wanting ? "budget-exhausted" : "unavailable";
    throw new MarketError(reason, series.detail, { retryable: true });
  }
  const all = series.kind === "series" ? series.candles : [];
  const from = Math.max(0, all.length - SHOWN[ut]);
  const candles = all.slice(from);
  const first = candles[0]?.start ?? 0;
  const drawn = { instrument, market: key.market, ut, candles: all, from, view };
  return {
    workflow_id: workflow.id,
    code,
    market: key.market,
    ut,
    price_decimals: instrument.decimals,
    candles,
    lines: indicators.flatMap((indicator) => chartLines({ ...drawn, indicator })),
    orders: page.orders
      .flatMap((order) =>
        order.kind === "valid" && order.value.placed_at >= first ? [order.value] : [],
      )
      .map(({ id, placed_at, order_direction, order_price, order_quantity, dry_run }) => ({
        id,
        placed_at,
        order_direction,
        order_price,
        order_quantity,
        dry_run,
      }))
      .toReversed(),
    as_of: asOf,
  };
}

/** Conditions may share an indicator, which is drawn once. */
function distinct(indicators: readonly Indicator[]): readonly Indicator[] {
  return [...new Map(indicators.map((each) => [JSON.stringify(each), each])).values()];
}
