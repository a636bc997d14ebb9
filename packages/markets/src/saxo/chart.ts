import { roundDecimal } from "@bellwether/core/indicator";
import { type Candle, type CandleQuery, type Horizon, MarketError } from "@bellwether/core/market";
import {
  DAY_SECONDS,
  dayOf,
  type Instant,
  MINUTE_SECONDS,
  mondayOf,
  startOfDay,
  toIso,
} from "@bellwether/core/time";
import type { Priority } from "../http/budget.ts";
import { type Page, readPages } from "../http/paging.ts";
import { HORIZON_SECONDS, periodEnd } from "../period.ts";
import type { AskSaxo } from "./client.ts";
import type { SaxoInstrument } from "./instrument.ts";
import { type Chart, type ChartRow, chartSchema } from "./schema.ts";

/** Saxo returns at most this many rows per request. */
const PAGE_ROWS = 1_200;
/** Decimals for the mean of bid and ask: 4, as in the reference, or one more than the instrument
 *  has, because a mean of two prices can have one more. */
function priceDigits(decimals: number): number {
  return decimals < 4 ? 4 : decimals + 1;
}

/** Reads candles of an instrument, page by page. Rejects with `MarketError`. */
export function readChart(
  ask: AskSaxo,
  subject: SaxoInstrument,
  query: CandleQuery,
  now: Instant,
  priority: Priority,
): Promise<readonly Candle[]> {
  const { horizon } = query;
  const digits = priceDigits(subject.instrument.decimals);
  return readPages({
    source: `${query.code} (${horizon.replace("_", " ")})`,
    query,
    now,
    pageRows: PAGE_ROWS,
    readPage: async (before, count): Promise<Page> => {
      const time = lastStartBefore(before, horizon);
      const minutes = HORIZON_SECONDS[horizon] / MINUTE_SECONDS;
      const chart = await askChart(ask, subject, { time, count, minutes }, priority);
      const rows = inOrder(chart.Data.map((row) => candleOf(row, horizon, digits)));
      refuseDelayed(chart, rows, query, now);
      return { rows, historyStart: chart.ChartInfo?.FirstSampleTime ?? null };
    },
  });
}

function askChart(
  ask: AskSaxo,
  subject: SaxoInstrument,
  window: { time: Instant; count: number; minutes: number },
  priority: Priority,
): Promise<Chart> {
  return ask(
    {
      group: "chart",
      path: "chart/v3/charts",
      parameters: {
        Uic: subject.uic,
        AssetType: subject.assetType,
        Horizon: window.minutes,
        Mode: "UpTo",
        Time: toIso(window.time),
        Count: window.count,
        FieldGroups: "ChartInfo,Data",
      },
      schema: chartSchema,
    },
    priority,
  );
}

/** The start of the last period that begins before an instant. `UpTo` includes the row it names,
 *  and must be the start of a row. */
function lastStartBefore(before: Instant, horizon: Horizon): Instant {
  if (horizon === "weekly") return startOfDay(mondayOf(dayOf(before - 1)));
  const seconds = HORIZON_SECONDS[horizon];
  return Math.floor((before - 1) / seconds) * seconds;
}

function candleOf(row: ChartRow, horizon: Horizon, digits: number): Candle {
  return { start: startOf(row.Time, horizon), ...pricesOf(row, digits) };
}

/** The row start that the port promises: for a week, its Monday. A week that starts on a Sunday is
 *  the following one. */
function startOf(time: Instant, horizon: Horizon): Instant {
  const isMidnight = time % DAY_SECONDS === 0;
  return horizon === "weekly" && isMidnight ? startOfDay(mondayOf(dayOf(time) + 1)) : time;
}

function pricesOf(row: ChartRow, digits: number): Omit<Candle, "start"> {
  if ("Open" in row) {
    return {
      open: roundDecimal(row.Open, digits),
      high: roundDecimal(row.High, digits),
      low: roundDecimal(row.Low, digits),
      close: roundDecimal(row.Close, digits),
    };
  }
  return {
    open: middle(row.OpenAsk, row.OpenBid, digits),
    high: middle(row.HighAsk, row.HighBid, digits),
    low: middle(row.LowAsk, row.LowBid, digits),
    close: middle(row.CloseAsk, row.CloseBid, digits),
  };
}

function middle(ask: number, bid: number, digits: number): number {
  return roundDecimal((ask + bid) / 2, digits);
}

/** Saxo's pages are in ascending or descending order. The caller checks that the rows are
 *  sorted. */
function inOrder(rows: readonly Candle[]): readonly Candle[] {
  const first = rows[0]?.start ?? 0;
  return first > (rows.at(-1)?.start ?? 0) ? rows.toReversed() : rows;
}

/** With delayed prices, a half-hour that has ended may look complete when it is not. They are
 *  rejected. */
function refuseDelayed(
  chart: Chart,
  rows: readonly Candle[],
  query: CandleQuery,
  now: Instant,
): void {
  const delay = chart.ChartInfo?.DelayedByMinutes ?? 0;
  if (delay === 0 || query.horizon !== "half_hour" || query.forming === true) return;
  const seen = now - delay * MINUTE_SECONDS;
  const unfinished = rows
    .map(({ start }) => periodEnd(start, "half_hour"))
    .find((end) => end > seen && end <= Math.min(query.before, now));
  if (unfinished === undefined) return;
  throw new MarketError(
    "unavailable",
    `Saxo's prices of ${query.code} are delayed by ${delay} minutes, so the candle that ended at ` +
      `${toIso(unfinished)} is not complete; real-time prices need a market data subscription`,
    { retryable: true },
  );
}
