/** Digits in groups, as the page writes them in one locale or another: `22,829.96`, `22.829,96`,
 *  `1,00,000.5`. With one separator alone they are groups only if there are several. */
const GROUPED = [
  { pattern: /^[+-]?\d{1,3}(?:,\d{2,3})*,\d{3}\.\d*$/, group: ",", point: "." },
  { pattern: /^[+-]?\d{1,3}(?:\.\d{2,3})*\.\d{3},\d*$/, group: ".", point: "," },
  { pattern: /^[+-]?\d{1,3}(?:,\d{2,3})+,\d{3}$/, group: ",", point: "." },
  { pattern: /^[+-]?\d{1,3}(?:\.\d{2,3})+\.\d{3}$/, group: ".", point: "," },
] as const;
/** 22400 to one trader and 22.4 to another. */
const AMBIGUOUS = /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/;

/** A number as traders type or paste it: `7512.5`, `7 512,5`, or as the page shows it, with groups of
 *  digits. Undefined when there is none; NaN when it is something else, or may be two numbers. */
export function typedNumber(text: string): number | undefined {
  const bare = text.replaceAll(/[\s\u00a0\u202f'’]/g, "").replace("\u2212", "-");
  if (bare === "") return undefined;
  if (AMBIGUOUS.test(bare)) return Number.NaN;
  const grouped = GROUPED.find(({ pattern }) => pattern.test(bare));
  const plain =
    grouped === undefined
      ? bare.replace(",", ".")
      : bare.replaceAll(grouped.group, "").replace(grouped.point, ".");
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : Number.NaN;
}

const written = new Intl.NumberFormat("en", { useGrouping: false, maximumFractionDigits: 20 });

/** A stored number as `typedNumber` reads it back: 1.125 as `1.1250`. Below a millionth JavaScript's
 *  own text of a number has an exponent, which no trader types. */
export function typedText(value: number): string {
  const text = written.format(value);
  return AMBIGUOUS.test(text) ? `${text}0` : text;
}
