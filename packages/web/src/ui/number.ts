const formats = new Map<number, Intl.NumberFormat>();

/** A price in points, with the instrument's own decimals, in the user's locale. */
export function price(value: number, decimals: number): string {
  let format = formats.get(decimals);
  if (format === undefined) {
    format = new Intl.NumberFormat(undefined, {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
    formats.set(decimals, format);
  }
  return format.format(value);
}

const plain = new Intl.NumberFormat(undefined, { maximumFractionDigits: 8 });

/** A number as precise as it is: quantities, counts, points the trader wrote. */
export function number(value: number): string {
  return plain.format(value);
}
