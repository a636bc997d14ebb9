import {
  type Candle,
  type CandleQuery,
  checkRows,
  type Horizon,
  MarketError,
} from "@bellwether/core/market";
import { dayOf, type Instant, mondayOf, startOfDay, toIso } from "@bellwether/core/time";
import { HORIZON_SECONDS, periodEnd } from "../period.ts";

/** One page of rows. */
export type Page = Readonly<{
  /** Oldest first. */
  rows: readonly Candle[];
  /** The start of the market's oldest row; null if the market does not report it. */
  historyStart: Instant | null;
}>;

/** Reads at most `count` rows that start before `before`: the newest ones. */
export type ReadPage = (before: Instant, count: number) => Promise<Page>;

const EMPTY_PAGE_ATTEMPTS = 3;

/** Reads as many pages as a query needs, newest first.
 *
 *  Rows at or after the end of a page are dropped, because some markets repeat the boundary row. A
 *  row counts as closed when its period has ended by `before` and by the machine's clock. A
 *  truncated series gives different indicators from the full one, so an empty page is not accepted
 *  as the beginning of history without a check. `source` names the series in messages; `now` is the
 *  machine's clock. Rejects with `MarketError`. */
export async function readPages(options: {
  source: string;
  query: CandleQuery;
  now: Instant;
  /** The most rows the market returns in one answer. */
  pageRows: number;
  readPage: ReadPage;
}): Promise<readonly Candle[]> {
  const { source, query, now, pageRows } = options;
  const closedBy = Math.min(query.before, now);
  const pages: (readonly Candle[])[] = [];
  let missing = query.count;
  let before = query.before;
  let pagesLeft = 8 + 2 * Math.ceil(query.count / pageRows);

  while (missing > 0) {
    if (pagesLeft === 0) throw tooManyPages(source);
    pagesLeft -= 1;
    // One more than is missing, because the newest row may be forming.
    const rows = await readTrusted(options, before, Math.min(pageRows, missing + 1));
    const oldest = rows[0];
    if (oldest === undefined) break;
    const wanted = rows.filter(
      ({ start }) => query.forming === true || periodEnd(start, query.horizon) <= closedBy,
    );
    pages.push(wanted.slice(-missing));
    missing -= wanted.length;
    before = oldest.start;
    if (query.since !== undefined && before <= query.since) break;
  }

  const rows = pages.toReversed().flat();
  if (rows.length === 0) {
    throw new MarketError(
      "no-data",
      `there are no candles of ${source} before ${toIso(query.before)}`,
      {
        retryable: false,
      },
    );
  }
  return rows;
}

/** The rows of one page that start before `before`. Empty only at the beginning of history: an
 *  empty page is requested again, and rejected if the market reports older rows. */
async function readTrusted(
  { source, query, readPage }: { source: string; query: CandleQuery; readPage: ReadPage },
  before: Instant,
  count: number,
): Promise<readonly Candle[]> {
  for (let attempt = 1; ; attempt += 1) {
    const page = await readPage(before, count);
    checkRows(page.rows, source);
    refuseOddStamps(page.rows, query.horizon, source);
    const rows = page.rows.filter(({ start }) => start < before);
    const isBeginning = page.historyStart !== null && page.historyStart >= before;
    if (rows.length > 0 || isBeginning) return rows;
    if (attempt < EMPTY_PAGE_ATTEMPTS) continue;
    if (page.historyStart !== null) throw brokenOff(source, before);
    return rows;
  }
}

/** A row that does not start on a period boundary of its horizon belongs to another series. */
function refuseOddStamps(rows: readonly Candle[], horizon: Horizon, source: string): void {
  const odd = rows.find(({ start }) =>
    horizon === "weekly"
      ? start !== startOfDay(mondayOf(dayOf(start)))
      : start % HORIZON_SECONDS[horizon] !== 0,
  );
  if (odd === undefined) return;
  const problem = `a row begins at ${toIso(odd.start)}, which is not the start of a period`;
  throw new MarketError("malformed", `${source}: ${problem}`, { retryable: false });
}

function brokenOff(source: string, before: Instant): MarketError {
  return new MarketError("no-data", `the candles of ${source} break off before ${toIso(before)}`, {
    retryable: true,
  });
}

function tooManyPages(source: string): MarketError {
  return new MarketError(
    "unavailable",
    `the candles of ${source} arrive in pages that are too small`,
    {
      retryable: true,
    },
  );
}
