import {
  CHARTED_UNIT_TIMES,
  type Chart,
  type ChartedInstrument,
  type ChartedUnitTime,
  chartLines,
} from "@bellwether/core/api";
import {
  type Candle,
  MarketError,
  type MarketPort,
  type Series,
  sessionOf,
  type UnitTime,
} from "@bellwether/core/market";
import type { OrderStore } from "@bellwether/core/order";
import type { Instant } from "@bellwether/core/time";
import { type Indicator, readPlan, type Workflow } from "@bellwether/core/workflow";
import { readView } from "./market-reading.ts";

export type ChartDeps = Readonly<{
  market: Pick<MarketPort, "readCandles" | "findInstrument">;
  orders: Pick<OrderStore, "query" | "count">;
}>;

/** The parameters of a chart. */
export type ChartChoice = Readonly<{ ut: ChartedUnitTime; of: ChartedInstrument }>;

/** Candles shown for each unit time: about the period that a trader looks at. */
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
const MAX_COUNTED = 1_000;

export function isCharted(ut: UnitTime): ut is ChartedUnitTime {
  return CHARTED_UNIT_TIMES.some((charted) => charted === ut);
}

/** The closed candles of a workflow's index, or of its cfd, with the indicators of its conditions and
 *  its orders.
 *  Rejects with `MarketError` or `StoreError`. */
export async function chartWorkflow(
  { market, orders }: ChartDeps,
  workflow: Workflow,
  { ut, of }: ChartChoice,
  asOf: Instant,
): Promise<Chart> {
  const indicators = distinct(workflow.conditions.map(({ indicator }) => indicator));
  const code = workflow[of];
  const [index, cfd, page] = await Promise.all([
    market.findInstrument(workflow.index),
    market.findInstrument(workflow.cfd),
    newestOrders(orders, workflow.id, asOf),
  ]);
  const key = { code, session: sessionOf(workflow, cfd), ut };
  const indexKey = { ...key, code: index.code };
  const plan = readPlan(asOf);
  plan.series(indexKey, SHOWN[ut] + LEAD_IN);
  plan.series(key, SHOWN[ut]);
  for (const indicator of indicators) {
    if (indicator.name === "inclined") plan.openDays(index.code, indicator.x1.x);
  }
  const instruments = new Map([index, cfd].map((each) => [each.code, each]));
  const view = await readView(market, plan.queries(), asOf, instruments);
  const candles = candlesOf(view.series(key)).slice(-SHOWN[ut]);
  const first = candles[0]?.start ?? 0;
  const source = candlesOf(view.series(indexKey));
  const position = source.findIndex(({ start }) => start >= first);
  const from = position === -1 ? source.length : position;
  const drawn = { instrument: index, session: key.session, ut, candles: source, from, view };
  return {
    workflow_id: workflow.id,
    of,
    code,
    market: key.session,
    ut,
    price_decimals: (of === "index" ? index : cfd).decimals,
    candles,
    lines: indicators.flatMap((indicator) => chartLines({ ...drawn, indicator })),
    orders: page.orders
      .filter(({ placed_at }) => placed_at >= first)
      .map(({ id, placed_at, order_direction, order_price, order_quantity, dry_run }) => ({
        id,
        placed_at,
        order_direction,
        order_price,
        order_quantity,
        dry_run,
      }))
      .toReversed(),
    more_orders: page.more,
    as_of: asOf,
  };
}

/** Conditions may share an indicator, which is drawn once. */
function distinct(indicators: readonly Indicator[]): readonly Indicator[] {
  return [...new Map(indicators.map((each) => [JSON.stringify(each), each])).values()];
}

/** The newest orders that can be read, newest first, and how many more there are. */
async function newestOrders(orders: ChartDeps["orders"], workflow_id: string, asOf: Instant) {
  const page = await orders.query({ workflow_id, asOf, limit: MAX_ORDERS, before: null });
  const total = page.next_before === null ? 0 : await orders.count(workflow_id, asOf, MAX_COUNTED);
  return {
    orders: page.orders.flatMap((order) => (order.kind === "valid" ? [order.value] : [])),
    more: Math.max(0, total - page.orders.length),
  };
}

function candlesOf(series: Series): readonly Candle[] {
  if (series.kind === "series") return series.candles;
  if (series.reason === "no candles") return [];
  const wanting = series.reason === "request budget exhausted";
  const reason = wanting ? "budget-exhausted" : "unavailable";
  throw new MarketError(reason, series.detail, { retryable: true });
}
