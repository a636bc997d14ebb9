const reader = new Intl.Locale(new Intl.NumberFormat().resolvedOptions().locale);

/** Numbers as the reader writes them, in the digits of the page's own words: a Persian or Arabic
 *  numeral in an English sentence is torn apart by the text's direction. */
export const NUMBER_LOCALE = `${reader.baseName}-u-nu-latn`;

/** Dates in the page's language and in the order of the reader's country, by the Gregorian calendar:
 *  a Thai browser would show the year 2569, a Persian one 1405. */
export const DATE_LOCALE = `en-${reader.maximize().region ?? "GB"}-u-ca-gregory-nu-latn`;
