import type { Signal } from "./api/queries.ts";

const WORKFLOW = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
const HALF_HOUR = 1_800;

/** A signal at a half-hour, counted from 1 January 2026. */
export function aSignal(step: number, change: Partial<Signal> = {}): Signal {
  const placed_at = 1_767_225_660 + step * HALF_HOUR;
  const workflow_id = change.workflow_id ?? WORKFLOW;
  return {
    id: `${workflow_id}.${placed_at}`,
    workflow_id,
    workflow_name: "CAC under its average",
    placed_at,
    market: "eu",
    order_code: "FRA40.I",
    order_price: 7_500,
    order_quantity: 1,
    order_direction: "BUY",
    order_type: "OPEN_STOP",
    asset_type: "CfdOnIndex",
    price_decimals: 2,
    trigger_close: 7_490,
    dry_run: false,
    ...change,
  };
}
