import { type Candle, MarketError } from "@bellwether/core/market";
import { dayOf, type Instant, isWeekend } from "@bellwether/core/time";
import { type MarketView, marketView, type RowSource } from "@bellwether/core/workflow";
import { decide, instrumentOf, judgeDecision, workflowOf } from "./decision.ts";
import { type BrokerRow, candlesOfRows, type GoldenCase, instantOf } from "./golden.ts";
import type { Outcome } from "./outcome.ts";

type Family = Readonly<{
  assets: Readonly<Record<string, Readonly<{ Identifier: number }>>>;
  rows: Readonly<Record<string, Readonly<Record<string, readonly BrokerRow[]>>>>;
}>;

type FullstackCase = GoldenCase & Readonly<{ family: string; now: string; workflow: unknown }>;

export function judgeFullstack({
  families,
  cases,
}: {
  readonly families: Readonly<Record<string, Family>>;
  readonly cases: readonly FullstackCase[];
}): Outcome[] {
  const books = new Map(
    Object.entries(families).map(([name, family]) => [name, booksOf(family)] as const),
  );
  return cases.map((golden) => {
    const workflow = workflowOf(golden.workflow);
    const family = families[golden.family];
    const book = books.get(golden.family);
    if (workflow === null || family === undefined || book === undefined)
      return judgeDecision(golden, null);
    const tick = instantOf(golden.now);
    const rows = rowsOf(book, tick);
    const view = { ...marketView({ tick, rows }), openDays: openDaysOf(rows) };
    const instrument = instrumentOf(workflow.cfd, family.assets[workflow.cfd]);
    return judgeDecision(golden, decide(workflow, view, instrument));
  });
}

/** In these cases the broker already has the bars of the days after the tick, and the reference
 *  counts the next day if the broker has it. A live market does not have it, and our view
 *  excludes it. */
function openDaysOf(rows: RowSource): MarketView["openDays"] {
  return (code) => {
    const daily = rows(code, "daily");
    const bars = daily instanceof MarketError ? [] : daily;
    return {
      kind: "days",
      days: bars.map(({ start }) => dayOf(start)).filter((day) => !isWeekend(day)),
    };
  };
}

const HORIZONS = { half_hour: "30", daily: "1440", weekly: "10080" } as const;

type Books = ReadonlyMap<string, readonly Candle[]>;

/** The candles of a family, by instrument and horizon. */
function booksOf(family: Family): Books {
  const books = new Map<string, readonly Candle[]>();
  for (const [code, { Identifier }] of Object.entries(family.assets)) {
    for (const [horizon, name] of Object.entries(HORIZONS)) {
      books.set(`${code} ${horizon}`, candlesOfRows(family.rows[Identifier]?.[name] ?? []));
    }
  }
  return books;
}

function rowsOf(books: Books, tick: Instant): RowSource {
  return (code, horizon) => {
    const all = books.get(`${code} ${horizon}`) ?? [];
    const candles = horizon === "daily" ? all : all.filter((row) => row.start < tick);
    if (candles.length > 0) return candles;
    return new MarketError("no-data", `no data returned for ${code}`, { retryable: false });
  };
}
