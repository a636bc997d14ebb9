import type { Log } from "@bellwether/core/log";
import { checkRows, type ReadCandles, type RowWarning } from "@bellwether/core/market";
import type { Instant } from "@bellwether/core/time";

/** Counts the rows kept although their open or close is outside their range, and logs them in one
 *  line; logs nothing if there are none. */
export function warnOfRows(
  log: Pick<Log, "warn">,
  series: string,
  warnings: readonly RowWarning[],
): void {
  const [first] = warnings;
  if (first === undefined) return;
  const rows = new Set(warnings.map(({ start }) => start)).size;
  const message = "rows with an open or a close outside their range are kept";
  log.warn(message, { series, rows, first: first.message });
}

/** Warns of such rows when they are read. Each row is reported once, because most rows are read
 *  again at every run. */
export function warningOfRows(read: ReadCandles, log: Pick<Log, "warn">): ReadCandles {
  const newestMentioned = new Map<string, Instant>();
  return async (query) => {
    const rows = await read(query);
    const series = `${query.code} (${query.horizon.replace("_", " ")})`;
    const mentioned = newestMentioned.get(series) ?? -1;
    const news = checkRows(rows, series).filter(({ start }) => start > mentioned);
    warnOfRows(log, series, news);
    newestMentioned.set(series, news.at(-1)?.start ?? mentioned);
    return rows;
  };
}
