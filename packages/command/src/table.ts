import { printable } from "@bellwether/local/terminal";
import stringWidth from "string-width";

export type Column<Row> = Readonly<{
  title: string;
  value: (row: Row) => string;
  align?: "right";
  /** Truncated first if the terminal is too narrow. */
  flexible?: boolean;
}>;

const GAP = "  ";
/** The minimum width of a truncated column. */
const NARROWEST = 8;

/** Rows as lines under a heading, within `width` columns: flexible columns are cut to fit. */
export function table<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
): string[] {
  const cells = [
    columns.map(({ title }) => title),
    ...rows.map((row) => columns.map(({ value }) => printable(value(row)))),
  ];
  const widths = fitted(
    columns.map(({ flexible }, at) => ({
      width: Math.max(...cells.map((line) => stringWidth(line[at] ?? ""))),
      flexible: flexible === true,
    })),
    width - GAP.length * (columns.length - 1),
  );
  return cells.map((line) =>
    line
      .map((cell, at) => padded(cut(cell, widths[at] ?? 0), widths[at] ?? 0, columns[at]?.align))
      .join(GAP)
      .trimEnd(),
  );
}

/** Labels and values, with the values aligned. */
export function facts(entries: readonly (readonly [label: string, value: string])[]): string[] {
  const width = Math.max(...entries.map(([label]) => stringWidth(label)));
  return entries.map(([label, value]) => `${padded(label, width)}${GAP}${printable(value)}`);
}

function fitted(
  columns: readonly { readonly width: number; readonly flexible: boolean }[],
  available: number,
): number[] {
  const widths = columns.map(({ width }) => width);
  let excess = widths.reduce((sum, width) => sum + width, 0) - available;
  while (excess > 0) {
    // The widest flexible column is narrowed by one at a time, so that short ones stay whole.
    let widest = -1;
    for (const [at, { flexible }] of columns.entries()) {
      if (flexible && (widths[at] ?? 0) > (widths[widest] ?? NARROWEST)) widest = at;
    }
    if (widest === -1) return widths;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess -= 1;
  }
  return widths;
}

function cut(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let kept = "";
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (stringWidth(kept + segment) > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

function padded(text: string, width: number, align?: "right"): string {
  const space = " ".repeat(Math.max(0, width - stringWidth(text)));
  return align === "right" ? space + text : text + space;
}
