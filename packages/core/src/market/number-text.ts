/** Formatters are cached: creating one takes a hundred times as long as using it. */
const formats = new Map<string, Intl.NumberFormat>();

/** Decimals for prices and distances without a known instrument. */
const MOST_DECIMALS = 10;

/** Formats a price, a level or a distance in points with the decimals of its instrument: for Slack,
 *  for the command and, with the grouping of its `locale`, for the page. Never in exponent
 *  notation, and never with floating-point residue (`63.099999999999994`). */
export function priceText(value: number, decimals: number, locale?: string): string {
  return formatOf(locale, decimals, decimals).format(withoutNegativeZero(value, decimals));
}

/** Formats a number without fixed decimals (a quantity, a spread) in its shortest form. */
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
