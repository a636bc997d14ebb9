import { type Instant, toIso } from "../time/instant.ts";
import type { Candle } from "./candle.ts";
import { MarketError } from "./market-port.ts";

/** The row that starts at `start` has an open or close outside its range. It was kept. */
export type RowWarning = Readonly<{ start: Instant; message: string }>;

/** Validates the rows of every market adapter. Rejects, naming the row: a price that is not a
 *  finite number, a high below its low, a start that is not a whole second, a duplicate row, rows
 *  out of order. An open or close outside the range is kept and reported, because real feeds have
 *  them.
 *  Rows oldest first; `source` names them in messages, and rows count from 1.
 *  Throws `MarketError` `malformed`. */
export function checkRows(rows: readonly Candle[], source: string): readonly RowWarning[] {
  const warnings: RowWarning[] = [];
  rows.forEach((row, index) => {
    const place = `${source}, row ${index + 1}`;
    const refuse = (problem: string): never => {
      throw new MarketError("malformed", `${place}: ${problem}`, { retryable: false });
    };
    if (!Number.isSafeInteger(row.start)) refuse(`the start ${row.start} is not an instant`);
    const at = `of ${toIso(row.start)}`;
    for (const field of ["open", "high", "low", "close"] as const) {
      if (!Number.isFinite(row[field])) refuse(`the ${field} ${at} is ${row[field]}`);
    }
    if (row.high < row.low) refuse(`the high ${row.high} ${at} is below the low ${row.low}`);
    const previous = rows[index - 1];
    if (previous !== undefined && row.start === previous.start) refuse(`a second row ${at}`);
    if (previous !== undefined && row.start < previous.start) {
      refuse(`the row ${at} comes after the row of ${toIso(previous.start)}`);
    }
    for (const field of ["open", "close"] as const) {
      if (row[field] >= row.low && row[field] <= row.high) continue;
      const range = `${row.low} to ${row.high}`;
      warnings.push({
        start: row.start,
        message: `${place}: the ${field} ${row[field]} ${at} is outside its range ${range}`,
      });
    }
  });
  return warnings;
}
