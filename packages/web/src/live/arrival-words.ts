import { dealWords } from "../ui/number.ts";
import type { Arrival } from "./arrivals.ts";

/** `Sell 1 @ 7,512.50 FRA40.I (dry run)`. */
export function arrivalWords({ workflow }: Arrival): string {
  const { last_order_direction, last_order_quantity, last_order_price } = workflow;
  if (last_order_quantity === null || last_order_price === null) return workflow.cfd;
  const deal = dealWords(
    last_order_quantity,
    last_order_price,
    workflow.last_order_price_decimals ?? 2,
  );
  const verb = last_order_direction === "BUY" ? "Buy" : "Sell";
  return `${verb} ${deal} ${workflow.cfd}${workflow.last_order_dry_run === true ? " (dry run)" : ""}`;
}
