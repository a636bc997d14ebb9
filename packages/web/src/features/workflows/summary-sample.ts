import type { WorkflowSummary } from "@bellwether/core/api";

/** A sample list row for tests, with some fields changed. */
export function summary(
  change: Partial<WorkflowSummary> & { readonly id: string },
): WorkflowSummary {
  return {
    name: `Workflow ${change.id}`,
    index: "CAC40.I",
    cfd: "FRA40.I",
    enable: true,
    dry_run: false,
    is_us: false,
    end_date: null,
    indicator: "ma50",
    ut: "h1",
    other_indicators: [],
    version: 1,
    tags: [],
    problems: [],
    last_order_timestamp: null,
    last_order_market: null,
    last_order_direction: null,
    last_order_quantity: null,
    last_order_price: null,
    last_order_price_decimals: null,
    last_order_dry_run: null,
    signals_per_day: [0, 0, 0, 0, 0, 0, 0],
    score: null,
    now: null,
    snooze: null,
    ...change,
  };
}
