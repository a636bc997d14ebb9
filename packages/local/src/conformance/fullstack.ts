import { marketView, type RowSource } from "@bellwether/core/market/view";
import { MarketError } from "@bellwether/core/port";
import { fromIso, type Instant } from "@bellwether/core/time/instant";
import { decide, instrumentOf, judgeDecision, workflowOf } from "./decision.ts";
import { type BrokerRow, candlesOfRows, type GoldenCase } from "./golden.ts";
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
  return cases.map((golden) => {
    const workflow = workflowOf(golden.workflow);
    const family = families[golden.family];
    if (workflow === null || family === undefined) return judgeDecision(golden, null);
    const tick = fromIso(golden.now);
    const view = marketView({ tick, rows: rowsOf(family, tick) });
    const instrument = instrumentOf(workflow.cfd, family.assets[workflow.cfd]);
    return judgeDecision(golden, decide(workflow, view, instrument));
  });
}

const HORIZONS = { half_hour: "30", daily: "1440", weekly: "10080" } as const;

function rowsOf(family: Family, tick: Instant): RowSource {
  return (code, horizon) => {
    const identifier = family.assets[code]?.Identifier ?? "";
    const rows = family.rows[identifier]?.[HORIZONS[horizon]] ?? [];
    // Whether a day is open is asked for the whole of that day, so daily bars are all there.
    const candles = candlesOfRows(rows).filter((row) => horizon === "daily" || row.start < tick);
    if (candles.length > 0) return candles;
    return new MarketError("no-data", `no data returned for ${code}`, { retryable: false });
  };
}
