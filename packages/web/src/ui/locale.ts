const reader = new Intl.Locale(new Intl.NumberFormat().resolvedOptions().locale);

/** Numbers in the reader's format, but with Latin digits: right-to-left numerals (Persian,
 *  Arabic) would be reordered inside an English sentence. */
export const NUMBER_LOCALE = `${reader.baseName}-u-nu-latn`;

/** Dates in the page's language and the reader's order, in the Gregorian calendar: a Thai
 *  browser would show the year 2569, a Persian one 1405. */
export const DATE_LOCALE = `en-${reader.maximize().region ?? "GB"}-u-ca-gregory-nu-latn`;
