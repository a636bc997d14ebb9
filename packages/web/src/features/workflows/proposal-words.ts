import type { Explain } from "@bellwether/core/api";
import { number, price } from "../../ui/number.ts";

type Proposal = NonNullable<Explain["proposal"]>;

/** `would propose 22,709.06, 0.4 % away (sell 1, stop)`. */
export function proposalWords(proposal: Proposal, decimals: number): string {
  const { order_price, order_quantity, order_direction, order_type, away_percent } = proposal;
  const away = number(Math.round(Math.abs(away_percent) * 100) / 100);
  const side = order_direction === "BUY" ? "buy" : "sell";
  const deal = order_quantity === 0 ? `${side}, alert only` : `${side} ${number(order_quantity)}`;
  const type = order_type === "LIMIT" ? "limit" : "stop";
  return `would propose ${price(order_price, decimals)}, ${away} % away (${deal}, ${type})`;
}
