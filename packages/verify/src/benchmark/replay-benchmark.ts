import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Candle, isTickDue } from "@bellwether/core/market";
import {
  dayOf,
  fromIso,
  HALF_HOUR_SECONDS,
  type Instant,
  startOfDay,
  tickAfter,
} from "@bellwether/core/time";
import { evaluate, marketView, parseWorkflowFile, type RowSource } from "@bellwether/core/workflow";
import type { Benchmark, Row } from "./benchmark.ts";
import { milliseconds, ratio } from "./stopwatch.ts";

/** Processor time the reference needs to replay the same recording. */
const REFERENCE_REPLAY_MS = 222_000;

/** Replays the recorded market of the golden data, tick by tick, each from raw rows. */
export const replayBenchmark = (goldenDirectory: string): Benchmark => ({
  name: "Replay of the recorded market, ten workflows",
  run: () => {
    const directory = join(goldenDirectory, "recorded");
    const rows = rowsOf(readFileSync(join(directory, "DAX.I.csv"), "utf8"));
    const file = readFileSync(join(directory, "workflows.yml"), "utf8");
    const workflows = parseWorkflowFile(file).workflows.map(({ draft }) => draft);
    const ticks = ticksOf(rows);
    let signals = 0;
    const time = milliseconds(
      () => ticks,
      (all) => {
        signals = 0;
        for (const tick of all) {
          const view = marketView({ tick, rows: rowsBefore(rows, tick) });
          for (const workflow of workflows) {
            if (evaluate({ workflow, view, instrument: GERMANY_40 }).kind === "signal")
              signals += 1;
          }
        }
      },
    );
    const row: Row = {
      what: `${ticks.length.toLocaleString("en")} ticks`,
      figure: `${time.toFixed(0)} ms`,
      beside: `${signals} signals, ${ratio(time, REFERENCE_REPLAY_MS, "the reference")}`,
    };
    return [row];
  },
});

const GERMANY_40 = {
  code: "GER40.I",
  name: "Germany 40 CFD",
  asset_type: "CfdOnIndex",
  decimals: 2,
  tick_size: 0.01,
  market: "eu",
} as const;

function rowsOf(csv: string): Candle[] {
  const [, ...lines] = csv.trim().split("\n");
  return lines.map((line) => {
    const [start = "", ...prices] = line.split(",");
    const [open = 0, high = 0, low = 0, close = 0] = prices.map(Number);
    return { start: fromIso(start), open, high, low, close };
  });
}

function ticksOf(rows: readonly Candle[]): Instant[] {
  const ticks: Instant[] = [];
  const last = (rows.at(-1)?.start ?? 0) + HALF_HOUR_SECONDS;
  for (
    let tick = tickAfter(rows[0]?.start ?? 0);
    tick <= last + HALF_HOUR_SECONDS;
    tick = tickAfter(tick)
  ) {
    if (isTickDue({ session: "eu", code: "GER40.I" }, tick)) ticks.push(tick);
  }
  return ticks;
}

/** The rows that start before a tick. Daily bars are used only to find the trading days. */
function rowsBefore(rows: readonly Candle[], tick: Instant): RowSource {
  const halfHours = rows.filter((row) => row.start < tick);
  return (_, horizon) => {
    if (horizon !== "daily") return halfHours;
    const days = new Set(halfHours.map((row) => dayOf(row.start)));
    return [...days].map((day) => ({ start: startOfDay(day), open: 0, high: 0, low: 0, close: 0 }));
  };
}
