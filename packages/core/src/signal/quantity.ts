import { numberText } from "../market/number-text.ts";

/** What a person reads as the quantity of an order: with none, the workflow only alerts, and
 *  proposes no order. The page's words are the same. */
export function quantityText(quantity: number): string {
  return quantity === 0 ? "alert only" : numberText(quantity);
}
