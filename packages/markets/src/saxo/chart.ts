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

/** The most rows Saxo gives at once. */
const PAGE_ROWS = 1_200;
/** Decimals that prices are rounded to after bid and ask are averaged: 4, as the reference, or one
 *  more than the instrument has, because a mean has one more. */
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

/** The start of the last period that begins before an instant: `UpTo` includes the row it names,
 *  and expects the time of a row. */
function lastStartBefore(before: Instant, horizon: Horizon): Instant {
  if (horizon === "weekly") return startOfDay(mondayOf(dayOf(before - 1)));
  const seconds = HORIZON_SECONDS[horizon];
  return Math.floor((before - 1) / seconds) * seconds;
}

function candleOf(row: ChartRow, horizon: Horizon, digits: number): Candle {
  return { start: startOf(row.Time, horizon), ...pricesOf(row, digits) };
}

/** The stamp that the port promises: of a week, its Monday. A week that is stamped on a Sunday is
 *  the one that follows. */
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

/** Saxo's pages come in either order; whether it is an order is checked by the caller. */
function inOrder(rows: readonly Candle[]): readonly Candle[] {
  const first = rows[0]?.start ?? 0;
  return first > (rows.at(-1)?.start ?? 0) ? rows.toReversed() : rows;
}

/** Delayed prices make a half-hour that has ended look finished when it is not. It is not used. */
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
