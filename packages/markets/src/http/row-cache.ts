import type { Candle, CandleQuery, ReadCandles } from "@bellwether/core/market";
import { HALF_HOUR_SECONDS, type Instant } from "@bellwether/core/time";
import { periodEnd } from "../period.ts";

/** Makes reading candles remember closed half-hours. */
export type RowCache = (read: ReadCandles) => ReadCandles;

type Series = {
  /** Closed half-hours without a gap in the reading, oldest first. */
  readonly rows: readonly Candle[];
  /** Everything the market has from here on is in `rows`. */
  readonly coveredFrom: Instant;
};

/** About 100 bytes each. A combo on daily candles reads 37,000 at most. */
const DEFAULT_MAX_ROWS = 600_000;

/** Rows that are read again each time, to notice that the market has revised its history. */
const OVERLAP_ROWS = 4;

/** Remembers the closed half-hours of each instrument, so that a run reads only what is new: a
 *  combo on daily candles would otherwise cost 43 requests each half-hour. A closed row does not
 *  change, unless the whole history is revised, as for a split; so some known rows are read again,
 *  and when one differs, everything is. Other horizons and forming rows are always read.
 *  The instruments used longest ago are forgotten beyond `maxRows`. */
export function rowCache(options: { maxRows?: number } = {}): RowCache {
  const { maxRows = DEFAULT_MAX_ROWS } = options;
  const kept = new Map<string, Series>();

  const keep = (code: string, series: Series): void => {
    kept.delete(code);
    kept.set(code, series);
    let total = [...kept.values()].reduce((sum, { rows }) => sum + rows.length, 0);
    for (const [oldest, { rows }] of kept) {
      if (total <= maxRows) break;
      kept.delete(oldest);
      total -= rows.length;
    }
  };

  return (read) => async (query) => {
    if (query.horizon !== "half_hour" || query.forming === true) return read(query);
    const known = kept.get(query.code);
    if (known !== undefined && suffices(known, query)) {
      const extended = await extend(known, query, read);
      if (extended !== null) {
        keep(query.code, extended);
        const rows = closedBy(extended.rows, query.before).slice(-query.count);
        if (rows.length > 0) return rows;
      }
    }
    const rows = await read(query);
    keep(query.code, { rows, coveredFrom: coverageOf(rows, query) });
    return rows;
  };
}

/** Whether a series reaches back as far as a query needs. */
function suffices({ rows, coveredFrom }: Series, query: CandleQuery): boolean {
  return coveredFrom <= (query.since ?? 0) || closedBy(rows, query.before).length >= query.count;
}

/** The series with what has closed since; null when the market now tells another history. */
async function extend(
  series: Series,
  query: CandleQuery,
  read: ReadCandles,
): Promise<Series | null> {
  const newest = series.rows.at(-1);
  if (newest === undefined) return null;
  if (query.before < periodEnd(newest.start + HALF_HOUR_SECONDS, "half_hour")) return series;
  const overlap = series.rows.slice(-OVERLAP_ROWS);
  const since = overlap[0]?.start ?? newest.start;
  const count = Math.ceil((query.before - newest.start) / HALF_HOUR_SECONDS) + OVERLAP_ROWS;
  const tail = await read({ ...query, count, since });
  const again = tail.filter(({ start }) => start >= since && start <= newest.start);
  const isRevised =
    again.length !== overlap.length || again.some((row, index) => !isSame(row, overlap[index]));
  if (isRevised) return null;
  const news = tail.filter(({ start }) => start > newest.start);
  return { rows: [...series.rows, ...news], coveredFrom: series.coveredFrom };
}

function isSame(a: Candle, b: Candle | undefined): boolean {
  return (
    b !== undefined &&
    a.start === b.start &&
    a.open === b.open &&
    a.high === b.high &&
    a.low === b.low &&
    a.close === b.close
  );
}

function closedBy(rows: readonly Candle[], before: Instant): readonly Candle[] {
  const newest = rows.at(-1);
  if (newest === undefined || periodEnd(newest.start, "half_hour") <= before) return rows;
  return rows.filter(({ start }) => periodEnd(start, "half_hour") <= before);
}

/** An answer as long as was asked may have left older rows out; a shorter one has all there are,
 *  from `since` on. */
function coverageOf(rows: readonly Candle[], query: CandleQuery): Instant {
  return rows.length < query.count ? (query.since ?? 0) : (rows[0]?.start ?? query.before);
}
