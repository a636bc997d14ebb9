/** Formats are kept: one takes a hundred times as long to make as to use. */
const formats = new Map<string, Intl.NumberFormat>();

/** Prices and distances that no instrument is known for are shown this precisely. */
const MOST_DECIMALS = 10;

/** A price, a level or a distance in points, with the decimals of its instrument: in Slack, in the
 *  command and, grouped as its `locale` does, on the page. Never in exponent notation, and never the
 *  last bits of a sum (`63.099999999999994`). */
export function priceText(value: number, decimals: number, locale?: string): string {
  return formatOf(locale, decimals, decimals).format(withoutNegativeZero(value, decimals));
}

/** A number that has no decimals of its own (a quantity, a spread), as short as it is written. */
export function numberText(value: number, locale?: string): string {
  return formatOf(locale, 0, MOST_DECIMALS).format(value);
}

function formatOf(locale: string | undefined, least: number, most: number): Intl.NumberFormat {
  const key = `${locale ?? ""} ${least} ${most}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const created = new Intl.NumberFormat(locale ?? "en", {
    minimumFractionDigits: least,
    maximumFractionDigits: most,
    useGrouping: locale !== undefined,
  });
  formats.set(key, created);
  return created;
}

function withoutNegativeZero(value: number, decimals: number): number {
  return Math.abs(value) < 0.5 * 10 ** -decimals ? 0 : value;
}
