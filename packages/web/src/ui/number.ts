import { numberText, priceText } from "@bellwether/core/market";
import { NUMBER_LOCALE } from "./locale.ts";

/** A price in points, with the instrument's decimals, in the user's locale. */
export function price(value: number, decimals: number): string {
  return priceText(value, decimals, NUMBER_LOCALE);
}

/** Quantity and price of an order. A quantity of 0 is an alert: nothing is traded. */
export function dealWords(quantity: number, at: number, decimals: number): string {
  return `${quantity === 0 ? "Alert only" : number(quantity)} @ ${price(at, decimals)}`;
}

/** An order's quantity, for a separate column. */
export function quantityWords(quantity: number): string {
  return quantity === 0 ? "Alert only" : number(quantity);
}

/** A number with all its digits: quantities, counts, points that the trader entered. */
export function number(value: number): string {
  return numberText(value, NUMBER_LOCALE);
}
