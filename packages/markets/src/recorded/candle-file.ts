import type { Candle } from "@bellwether/core/market";
import { fromIso, HALF_HOUR_SECONDS, type Instant, toIso } from "@bellwether/core/time";

const CANDLE_FILE_HEADER = "start,open,high,low,close";

/** A recording that cannot be used. The message is one sentence that names the file and, if the
 *  problem is in a line, the line (counted from 1). */
export class RecordedFileError extends Error {
  readonly code = "unreadable-recording";
  readonly file: string;
  readonly line: number | null;
  constructor(file: string, line: number | null, problem: string, options?: { cause?: unknown }) {
    super(line === null ? `${file}: ${problem}` : `${file}, line ${line}: ${problem}`, options);
    this.name = "RecordedFileError";
    this.file = file;
    this.line = line;
  }
}

const DECIMAL = /^-?\d+(\.\d+)?(e[-+]?\d+)?$/i;
const COLUMNS = CANDLE_FILE_HEADER.split(",");

/** Parses a recording of half-hours, oldest first. An open or close outside [low, high] is kept,
 *  because real feeds have them. `file` is the name used in errors. Throws `RecordedFileError` at
 *  the first invalid line. */
export function parseCandleFile(text: string, file: string): readonly Candle[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  if (lines[0] !== CANDLE_FILE_HEADER) {
    throw new RecordedFileError(file, 1, `the header is not "${CANDLE_FILE_HEADER}"`);
  }
  const rows: Candle[] = [];
  for (const [index, line] of lines.entries()) {
    if (index === 0) continue;
    const fail = (problem: string): never => {
      throw new RecordedFileError(file, index + 1, problem);
    };
    const row = parseRow(line, fail);
    const previous = rows.at(-1);
    if (previous !== undefined && row.start === previous.start) {
      fail(`${toIso(row.start)} occurs twice`);
    }
    if (previous !== undefined && row.start < previous.start) {
      fail(`${toIso(row.start)} comes after ${toIso(previous.start)}; the oldest must be first`);
    }
    rows.push(row);
  }
  if (rows.length === 0) throw new RecordedFileError(file, null, "it has no candles");
  return rows;
}

/** `parseCandleFile` reads this text back to the same numbers. */
export function formatCandleFile(rows: readonly Candle[]): string {
  const lines = rows.map(({ start, open, high, low, close }) =>
    [toIso(start), open, high, low, close].join(","),
  );
  return `${[CANDLE_FILE_HEADER, ...lines].join("\n")}\n`;
}

function parseRow(line: string, fail: (problem: string) => never): Candle {
  const cells = line.split(",");
  if (cells.length !== COLUMNS.length) {
    return fail(`there are ${cells.length} values instead of ${COLUMNS.length}`);
  }
  const price = (column: number): number => {
    const cell = cells[column] ?? "";
    const value = DECIMAL.test(cell) ? Number(cell) : Number.NaN;
    if (value === 0) return fail(`the ${COLUMNS[column]} is 0, which is not a price`);
    return Number.isFinite(value)
      ? value
      : fail(`the ${COLUMNS[column]} "${cell}" is not a number`);
  };
  const start = parseStart(cells[0] ?? "", fail);
  const row = { start, open: price(1), high: price(2), low: price(3), close: price(4) };
  return row.high < row.low ? fail(`the high ${row.high} is below the low ${row.low}`) : row;
}

function parseStart(cell: string, fail: (problem: string) => never): Instant {
  let start: Instant;
  try {
    start = fromIso(cell);
  } catch {
    return fail(`the start "${cell}" is not an instant such as 2024-03-27T10:00:00Z`);
  }
  if (toIso(start) !== cell || start % HALF_HOUR_SECONDS !== 0) {
    return fail(`the start "${cell}" is not the beginning of a half-hour in UTC`);
  }
  return start;
}
