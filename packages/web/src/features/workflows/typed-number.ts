/** Grouped digits as the page formats them in different locales: `22,829.96`, `22.829,96`,
 *  `1,00,000.5`. If only one kind of separator occurs, it must occur more than once. */
const GROUPED = [
  { pattern: /^[+-]?\d{1,3}(?:,\d{2,3})*,\d{3}\.\d*$/, group: ",", point: "." },
  { pattern: /^[+-]?\d{1,3}(?:\.\d{2,3})*\.\d{3},\d*$/, group: ".", point: "," },
  { pattern: /^[+-]?\d{1,3}(?:,\d{2,3})+,\d{3}$/, group: ",", point: "." },
  { pattern: /^[+-]?\d{1,3}(?:\.\d{2,3})+\.\d{3}$/, group: ".", point: "," },
] as const;
/** Spaces and apostrophes between groups of three digits: `7 512,5`, `22’829.96`. Elsewhere, as in
 *  `1 5`, a point may be missing. */
const SPACED = /^[+-]?\d{1,3}(?:[\s'’]\d{3})+(?:[.,]\d*)?$/;
/** For example `22.400`: 22400 in one locale and 22.4 in another. */
const AMBIGUOUS = /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/;

/** A number as traders type or paste it: `7512.5`, `7 512,5`, or as the page shows it, with
 *  grouped digits. Undefined if empty; NaN if it is not a number or is ambiguous. */
export function typedNumber(text: string): number | undefined {
  const typed = text.trim().replace("\u2212", "-");
  const bare = SPACED.test(typed) ? typed.replaceAll(/[\s'’]/g, "") : typed;
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

/** A stored number as text that `typedNumber` parses unambiguously: 1.125 as `1.1250`. Not
 *  `String(value)`, which uses an exponent below a millionth. */
export function typedText(value: number): string {
  const text = written.format(value);
  return AMBIGUOUS.test(text) ? `${text}0` : text;
}
