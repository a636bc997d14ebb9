import { numberText, priceText } from "@bellwether/core/market";
import { NUMBER_LOCALE } from "./locale.ts";

/** A price in points, with the instrument's own decimals, in the user's locale. */
export function price(value: number, decimals: number): string {
  return priceText(value, decimals, NUMBER_LOCALE);
}

/** How much of an order at what price. A quantity of 0 is an alert: nothing is to be traded. */
export function dealWords(quantity: number, at: number, decimals: number): string {
  return `${quantity === 0 ? "Alert only" : number(quantity)} @ ${price(at, decimals)}`;
}

/** A quantity of an order in a column of its own. */
export function quantityWords(quantity: number): string {
  return quantity === 0 ? "Alert only" : number(quantity);
}

/** A number as precise as it is: quantities, counts, points the trader wrote. */
export function number(value: number): string {
  return numberText(value, NUMBER_LOCALE);
}
