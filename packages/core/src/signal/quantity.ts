import { numberText } from "../market/number-text.ts";

/** The displayed quantity of an order. With a quantity of zero the workflow only alerts and
 *  proposes no order. The page uses the same words. */
export function quantityText(quantity: number): string {
  return quantity === 0 ? "alert only" : numberText(quantity);
}
