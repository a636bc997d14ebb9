import { NUMBER_LOCALE } from "./locale.ts";

const formats = new Map<number, Intl.NumberFormat>();

/** A price in points, with the instrument's own decimals, in the user's locale. */
export function price(value: number, decimals: number): string {
  let format = formats.get(decimals);
  if (format === undefined) {
    format = new Intl.NumberFormat(NUMBER_LOCALE, {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
    formats.set(decimals, format);
  }
  return format.format(value);
}

const plain = new Intl.NumberFormat(NUMBER_LOCALE, { maximumFractionDigits: 8 });

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
  return plain.format(value);
}
