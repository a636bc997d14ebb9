import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { isTickDue, sessionOf } from "@bellwether/core/market";
import { type Decision, decide } from "@bellwether/core/signal";
import { fromIsoDate, startOfDay } from "@bellwether/core/time";
import {
  isActive,
  type MarketView,
  marketView,
  planReads,
  type Workflow,
} from "@bellwether/core/workflow";
import type { Benchmark, Row } from "./benchmark.ts";
import { type SampleMarket, sampleMarket } from "./sample-market.ts";
import { sampleWorkflows } from "./sample-workflows.ts";
import { microseconds, milliseconds, ratio, showMicroseconds } from "./stopwatch.ts";

const LAST_DAY = fromIsoDate("2026-11-20");
/** 18:01 in Paris, after the last candles of the day. */
const TICK = startOfDay(LAST_DAY) + 17 * 3_600 + 60;
const DAYS_OF_A_DAILY_COMBO = 780;
const INSTRUMENTS = 50;
/** The reference's time for one workflow with candles in memory: over all indicators, for one
 *  without a combo, and for a combo on 235 to 314 candles. */
const REFERENCE_EVALUATION_US = 660;
const REFERENCE_LEVEL_US = 78;
const REFERENCE_COMBO_US = 7_400;

/** From candles in memory to signals, in the engine's order: due workflows, read plan, candles,
 *  indicators, decisions. */
export const evaluationBenchmark: Benchmark = {
  name: `From half-hours in memory to signals, ${INSTRUMENTS} instruments`,
  run: () => {
    const market = sampleMarket(INSTRUMENTS, DAYS_OF_A_DAILY_COMBO, LAST_DAY);
    const few = sampleMarket(INSTRUMENTS / 5, DAYS_OF_A_DAILY_COMBO, LAST_DAY);
    return [
      fullRow("ma50", REFERENCE_LEVEL_US, market),
      fullRow("combo", REFERENCE_COMBO_US, market),
      oneRow(market),
      runRow(1_000, market),
      runRow(10_000, market),
      severalRow(10_000, 3, market),
      memoryRow(1_000, market),
      memoryRow(10_000, market),
      memoryRow(10_000, few),
    ];
  },
};

function run(workflows: readonly Workflow[], market: SampleMarket) {
  const instruments = new Map(market.instruments.map((each) => [each.code, each]));
  const due = workflows.filter((workflow) => {
    const on = sessionOf(workflow, instruments.get(workflow.cfd));
    return isActive(workflow, TICK) && isTickDue({ session: on, code: workflow.cfd }, TICK);
  });
  planReads(due, TICK, (code) => instruments.get(code));
  const view = marketView({ tick: TICK, rows: market.rows });
  const decisions: Decision[] = [];
  for (const workflow of due) {
    const instrument = instruments.get(workflow.cfd);
    if (instrument === undefined) throw new Error(`no instrument ${workflow.cfd}`);
    decisions.push(decideWith(workflow, view, instrument));
  }
  return { view, decisions };
}

function decideWith(
  workflow: Workflow,
  view: MarketView,
  instrument: SampleMarket["instruments"][number],
): Decision {
  return decide({
    workflow,
    view,
    instrument,
    tick: TICK,
    before: null,
    executionContext: "cli:bench",
  });
}

/** One workflow alone: read plan, candles from half-hours, indicator, decision. */
function fullRow(name: "ma50" | "combo", referenceUs: number, market: SampleMarket): Row {
  const workflow = sampleWorkflows(1_000, market).find(({ conditions: [{ indicator }] }) => {
    return indicator.name === name && indicator.ut === "h1";
  });
  if (workflow === undefined) throw new Error(`no sample of ${name}`);
  const time = microseconds(() => run([workflow], market));
  return {
    what: `a full evaluation, ${name} on h1`,
    figure: showMicroseconds(time),
    beside: `${ratio(time, referenceUs, "the reference")}, which has its candles built`,
  };
}

/** One more workflow of every kind on series that other workflows have already requested. */
function oneRow(market: SampleMarket): Row {
  const workflows = sampleWorkflows(1_000, market);
  const { view } = run(workflows, market);
  const instruments = new Map(market.instruments.map((each) => [each.code, each]));
  const time =
    microseconds(() => {
      for (const workflow of workflows) {
        const instrument = instruments.get(workflow.cfd);
        if (instrument !== undefined) decideWith(workflow, view, instrument);
      }
    }) / workflows.length;
  const beside = `${ratio(time, REFERENCE_EVALUATION_US, "the reference")}, candles in memory`;
  return { what: "one more workflow", figure: showMicroseconds(time), beside };
}

function runRow(count: number, market: SampleMarket): Row {
  const workflows = sampleWorkflows(count, market);
  const { decisions } = run(workflows, market);
  const signals = decisions.filter((decision) => decision.kind === "signal").length;
  const failed = decisions.filter(({ kind }) => kind === "failed" || kind === "skipped").length;
  const time = milliseconds(
    () => workflows,
    (all) => run(all, market),
  );
  const aim = count === 10_000 ? " (aim: under 250 ms)" : "";
  return {
    what: `${count.toLocaleString("en")} workflows`,
    figure: `${time.toFixed(1)} ms`,
    beside: `${signals} signals, ${failed} skipped${aim}`,
  };
}

/** A run of workflows with several conditions each, beside one of as many with one. */
function severalRow(count: number, conditions: number, market: SampleMarket): Row {
  const timeOf = (workflows: readonly Workflow[]) =>
    milliseconds(
      () => workflows,
      (all) => run(all, market),
    );
  const single = timeOf(sampleWorkflows(count, market));
  const several = timeOf(sampleWorkflows(count, market, conditions));
  return {
    what: `${count.toLocaleString("en")} workflows of ${conditions} conditions`,
    figure: `${several.toFixed(1)} ms`,
    beside: `${(several / single).toFixed(2)} times as long as with one (aim: under 2)`,
  };
}

/** Memory of a run's candles and indicators, without the rows they are built from. */
function memoryRow(count: number, market: SampleMarket): Row {
  const workflows = sampleWorkflows(count, market);
  const before = heapBytes();
  const { view } = run(workflows, market);
  const bytes = heapBytes() - before;
  return {
    what: `kept for ${count.toLocaleString("en")} workflows`,
    figure: `${(bytes / 2 ** 20).toFixed(1)} MiB`,
    // This reference keeps the view alive until its memory is measured.
    beside: `${market.instruments.length} instruments, tick ${view.tick}`,
  };
}

function heapBytes(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}
