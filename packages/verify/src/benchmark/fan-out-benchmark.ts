import type { DomainEvent, ScheduledRun } from "@bellwether/core/event";
import type { MarketPort } from "@bellwether/core/market";
import type { RunCompleted } from "@bellwether/core/run";
import { fromIsoDate, startOfDay } from "@bellwether/core/time";
import type { Workflow } from "@bellwether/core/workflow";
import { memoryEpisodeCutStore, memoryRunPartStore } from "@bellwether/functions/adapter/memory";
import { generateHandler } from "@bellwether/functions/handler";
import type { Benchmark, Row } from "./benchmark.ts";
import { type SampleMarket, sampleMarket } from "./sample-market.ts";
import { sampleWorkflows } from "./sample-workflows.ts";

const LAST_DAY = fromIsoDate("2026-11-20");
/** 18:01 in Paris, after the last candles of the day. */
const TICK = startOfDay(LAST_DAY) + 17 * 3_600 + 60;
const WORKFLOWS = 100_000;
const INSTRUMENTS = 2_000;
/** Series with separate rows: two thousand would not fit into memory. */
const SERIES = 20;
const DAYS = 780;
const RANGES = 4;

/** One run by the engine's handler, in one pass and divided. Stores and market are in memory, so that
 *  only the engine is measured. */
export const fanOutBenchmark: Benchmark = {
  name: `Fan-out: ${WORKFLOWS.toLocaleString("en")} workflows, ${INSTRUMENTS.toLocaleString("en")} instruments, one process`,
  async run() {
    const sample = manyInstruments(sampleMarket(SERIES, DAYS, LAST_DAY));
    const workflows = sampleWorkflows(WORKFLOWS, sample);
    const single = engine(workflows, sample, 1);
    const divided = engine(workflows, sample, RANGES);
    const rows: Row[] = [];
    const whole = await seconds(() => single.run({ tick: TICK, execution_context: "cli:bench" }));
    rows.push(rowOf("one pass", whole, countsOf(single.ended())));
    await divided.run({ tick: TICK, execution_context: "cli:bench" });
    const ranges: number[] = [];
    for (const request of divided.requests) {
      ranges.push(await seconds(() => divided.run(request)));
    }
    const sum = ranges.reduce((total, each) => total + each, 0);
    rows.push(rowOf(`${RANGES} ranges, one after the other`, sum, countsOf(divided.ended())));
    rows.push(rowOf("the longest range", Math.max(...ranges), "what engines side by side take"));
    return rows;
  },
};

function rowOf(what: string, figure: number, beside: string): Row {
  return { what, figure: `${figure.toFixed(1)} s`, beside };
}

function countsOf(ended: readonly RunCompleted[]): string {
  const [run] = ended;
  if (run === undefined || ended.length > 1) throw new Error(`the run ended ${ended.length} times`);
  return `${run.evaluated.toLocaleString("en")} evaluated, ${run.signalled.toLocaleString("en")} signalled`;
}

function engine(workflows: readonly Workflow[], sample: SampleMarket, ranges: number) {
  const requests: ScheduledRun[] = [];
  const ended: RunCompleted[] = [];
  const run = generateHandler({
    episodeCuts: memoryEpisodeCutStore(),
    scanWorkflows: async () => workflows.map((value) => ({ kind: "valid", value })),
    readDecisions: async () => [],
    readPause: async () => ({ paused: false, changed_at: null, by: null }),
    market: marketOf(sample),
    fanOut: {
      ranges,
      runParts: memoryRunPartStore(),
      sendRanges: async (sent) => {
        requests.push(...sent);
      },
    },
    publish: async (events: readonly DomainEvent[]) => {
      for (const event of events) if (event.type === "RunCompleted") ended.push(event.detail);
    },
    marketNow: () => TICK,
    systemNow: Date.now,
    log: { info: () => {}, warn: () => {}, error: () => {} },
  });
  return { run, requests, ended: () => ended };
}

/** The same rows under many codes. */
function manyInstruments({ instruments, rows }: SampleMarket): SampleMarket {
  const codes = Array.from({ length: INSTRUMENTS }, (_, nth) => `MANY${nth}.I`);
  const originals = new Map(
    codes.map((code, nth) => [code, instruments[nth % instruments.length]]),
  );
  return {
    instruments: codes.flatMap((code) => {
      const original = originals.get(code);
      return original === undefined ? [] : [{ ...original, code, name: code }];
    }),
    rows: (code, horizon) => rows(originals.get(code)?.code ?? "", horizon),
  };
}

function marketOf({
  instruments,
  rows,
}: SampleMarket): Pick<MarketPort, "readCandles" | "findInstrument"> {
  const known = new Map(instruments.map((instrument) => [instrument.code, instrument]));
  return {
    readCandles: async ({ code, horizon, count }) => rows(code, horizon).slice(-count),
    async findInstrument(code) {
      const found = known.get(code);
      if (found === undefined) throw new RangeError(`no instrument ${code}`);
      return found;
    },
  };
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
}
