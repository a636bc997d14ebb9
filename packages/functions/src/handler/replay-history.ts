import {
  buildCandles,
  type Candle,
  type CandleQuery,
  type Horizon,
  type Instrument,
  MarketError,
  mergeCandles,
  type ReadCandles,
  type Session,
  sessionOf,
} from "@bellwether/core/market";
import {
  DAY_SECONDS,
  dayOf,
  HALF_HOUR_SECONDS,
  type Instant,
  mondayOf,
  startOfDay,
  WEEK_SECONDS,
} from "@bellwether/core/time";
import { type MarketView, marketView, planReads, type Workflow } from "@bellwether/core/workflow";

const PERIOD_SECONDS: Readonly<Record<Horizon, number>> = {
  half_hour: HALF_HOUR_SECONDS,
  daily: DAY_SECONDS,
  weekly: WEEK_SECONDS,
};

/** A workflow with its two instruments. */
export type ReplaySubject = Readonly<{ workflow: Workflow; index: Instrument; cfd: Instrument }>;

/** The market as a workflow saw it at each of some ticks, oldest first. Each series is read once,
 *  whatever the number of ticks, so that a replay costs no more requests than a run. Rejects with
 *  `MarketError`, because a replay with a gap would look complete. */
export async function readHistory(
  { readCandles }: { readonly readCandles: ReadCandles },
  { workflow, index, cfd }: ReplaySubject,
  ticks: readonly Instant[],
): Promise<(tick: Instant) => MarketView> {
  const rows = new Map<string, readonly Candle[]>();
  const { queries, reachOf } = planHistory(workflow, cfd, ticks);
  await Promise.all(
    queries.map(async (query) => {
      rows.set(keyOf(query.code, query.horizon), await rowsOrNone(readCandles, query));
    }),
  );
  const session = sessionOf(workflow, cfd);
  const rowsOf = (code: string, horizon: Horizon) => rows.get(keyOf(code, horizon)) ?? [];
  return (tick) =>
    marketView({
      tick,
      newestRow: (code) => {
        const halfHours = rowsOf(code, "half_hour");
        return halfHours[placeOf(halfHours, tick) - 1]?.start;
      },
      instrumentOf: (code) => [index, cfd].find((instrument) => instrument.code === code),
      rows: (code, horizon) => {
        // Daily bars only show which days had trading, and the view leaves later ones out.
        if (horizon === "daily") return rowsOf(code, horizon);
        const from = horizon === "half_hour" ? tick - reachOf(code) : 0;
        const closed = closedBy(rowsOf(code, horizon), horizon, { from, tick });
        if (horizon === "half_hour") return closed;
        const forming = formingWeek(rowsOf(code, "half_hour"), session, tick);
        return forming === null ? closed : [...closed, forming];
      },
    });
}

function keyOf(code: string, horizon: Horizon): string {
  return `${horizon} ${code}`;
}

type HistoryPlan = Readonly<{
  queries: readonly CandleQuery[];
  /** How far back a tick reads the half-hours of a code, in seconds. */
  reachOf: (code: string) => number;
}>;

/** Added to the reach of the first tick: another tick may have more holidays behind it. */
const REACH_MARGIN_SECONDS = 2 * WEEK_SECONDS;

/** One read that covers those of the first and the last tick. */
function planHistory(
  workflow: Workflow,
  instrument: Instrument,
  ticks: readonly Instant[],
): HistoryPlan {
  const [first, last] = [ticks[0], ticks.at(-1)];
  if (first === undefined || last === undefined) return { queries: [], reachOf: () => 0 };
  const since = new Map<string, Instant>();
  const plan = (tick: Instant) =>
    planReads([workflow], tick, (code) => (code === instrument.code ? instrument : undefined));
  for (const query of [...plan(first), ...plan(last)]) {
    const key = keyOf(query.code, query.horizon);
    since.set(key, Math.min(since.get(key) ?? last, query.since ?? 0));
  }
  const queries = plan(last).map(({ code, horizon }) => {
    const from = since.get(keyOf(code, horizon)) ?? 0;
    // With the half-hour in which the last tick lies: `formingWeek` looks at its open.
    const before = last + (horizon === "half_hour" ? HALF_HOUR_SECONDS : 0);
    const count = Math.ceil((before - from) / PERIOD_SECONDS[horizon]);
    const forming = horizon === "daily" ? { forming: true } : {};
    return { code, horizon, before, since: from, count, ...forming };
  });
  const reachOf = (code: string) =>
    first - (since.get(keyOf(code, "half_hour")) ?? 0) + REACH_MARGIN_SECONDS;
  return { queries, reachOf };
}

async function rowsOrNone(
  readCandles: ReadCandles,
  query: CandleQuery,
): Promise<readonly Candle[]> {
  try {
    return await readCandles(query);
  } catch (error) {
    // If the market's history begins later, the first ticks have no candles. That is not a failure.
    if (error instanceof MarketError && error.code === "no-data" && !error.retryable) return [];
    throw error;
  }
}

/** The rows from an instant on whose period has ended at a tick. A replay of a year takes a few hundred
 *  of thousands of rows at each of thousands of ticks, hence the binary search. */
function closedBy(
  rows: readonly Candle[],
  horizon: Horizon,
  { from, tick }: { readonly from: Instant; readonly tick: Instant },
): readonly Candle[] {
  return rows.slice(placeOf(rows, from), placeOf(rows, tick - PERIOD_SECONDS[horizon] + 1));
}

/** How many rows start before an instant. Rows oldest first. */
function placeOf(rows: readonly Candle[], instant: Instant): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] as Candle).start < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The bar of the tick's week as it was at the tick. The market now returns the finished bar, which
 *  would be look-ahead, so the bar is merged from the half-hours of the sessions. Of the last one only
 *  the open was known. Null if nothing had traded. */
function formingWeek(halfHours: readonly Candle[], session: Session, tick: Instant): Candle | null {
  const start = startOfDay(mondayOf(dayOf(tick)));
  const seen = halfHours
    .slice(placeOf(halfHours, start), placeOf(halfHours, tick))
    .map((row) => (row.start + HALF_HOUR_SECONDS <= tick ? row : openOf(row)));
  const bar = mergeCandles(buildCandles(seen, session, "daily", Number.POSITIVE_INFINITY));
  return bar === null ? null : { ...bar, start };
}

function openOf({ start, open }: Candle): Candle {
  return { start, open, high: open, low: open, close: open };
}
