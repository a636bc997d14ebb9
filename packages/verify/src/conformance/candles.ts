import {
  buildCandles,
  buildWeeklyCandles,
  isBuiltUnitTime,
  type UnitTime,
} from "@bellwether/core/market";
import { agree, isRecord } from "./agreement.ts";
import {
  type BrokerRow,
  candlesOfRows,
  type GoldenCase,
  goldenAnswer,
  instantOf,
  tupleOf,
} from "./golden.ts";
import { judge, type Outcome } from "./outcome.ts";

type CandleCase = GoldenCase &
  Readonly<{
    method: "build_candles" | "build_weekly_candles";
    rowset: string;
    market: "eu" | "us";
    ut: UnitTime;
    count: number;
    date: string;
    weekly?: string;
    market_override?: Readonly<{ open_minutes?: number }>;
  }>;

type Rowset = Readonly<Record<string, readonly BrokerRow[]>>;

export function judgeCandles({
  rowsets,
  cases,
}: {
  readonly rowsets: Readonly<Record<string, Rowset>>;
  readonly cases: readonly CandleCase[];
}): Outcome[] {
  return cases.map((golden) => {
    const actual = build(golden, rowsets[golden.rowset] ?? {});
    const expected = goldenAnswer(golden);
    // The reason for missing candles is worded differently from the reference's.
    const agrees =
      "error" in actual ? isRecord(expected) && "error" in expected : agree(actual, expected);
    return judge(golden, actual, agrees);
  });
}

function build(
  { method, market, ut, count, date, weekly, market_override }: CandleCase,
  rowset: Rowset,
) {
  const tick = instantOf(date);
  const before = (rows: readonly BrokerRow[] = []) =>
    candlesOfRows(rows).filter((row) => row.start < tick);
  const halfHours = before(rowset["rows"]);
  const newestFirst = (candles: ReturnType<typeof buildCandles>) => ({
    candles: candles.toReversed().slice(0, count).map(tupleOf),
  });

  const minutes = market_override?.open_minutes;
  if (minutes !== undefined && minutes !== 0 && minutes !== 30) {
    return { error: "SaxoException: unsupported" };
  }
  if (method === "build_weekly_candles") {
    const bars = before(rowset[`weekly_${weekly}`]);
    if (bars.length === 0) return { error: "SaxoException: No data returned for CODE" };
    return newestFirst(buildWeeklyCandles(bars, halfHours, market, tick));
  }
  if (!isBuiltUnitTime(ut)) return { error: "SaxoException: unsupported" };
  if (halfHours.length === 0) return { error: "SaxoException: No data returned for CODE" };
  return newestFirst(buildCandles(halfHours, market, ut, tick));
}
