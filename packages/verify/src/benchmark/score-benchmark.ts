import { readFileSync } from "node:fs";
import { DAY_SECONDS, fromIso } from "@bellwether/core/time";
import type { Workflow } from "@bellwether/core/workflow";
import { checkFile, SCORED_DAYS, scoreWorkflow } from "@bellwether/functions/handler";
import { SAMPLE_FILE } from "@bellwether/local/workflow-file";
import { simulatedMarket } from "@bellwether/markets/simulated";
import type { Benchmark, Row } from "./benchmark.ts";

const NOW = fromIso("2026-09-14T22:00:00Z");
const WORKFLOWS = 50;
const AIM_CPU_SECONDS = 10;
const AIM_YEAR_SECONDS = 2;

/** Scores, as the daily review and `bellwether score` compute them: from the market's answers to a
 *  replay, and the outcome of each of its orders. In CPU time of this process, garbage collection
 *  included. Each measurement has its own market, because the simulated one keeps the days that it
 *  has made up. */
export const scoreBenchmark: Benchmark = {
  name: "Scores of the sample workflows, CPU time",
  run: async () => [await reviewRow(), ...(await yearRows())],
};

/** The scores of the daily review of fifty workflows. */
async function reviewRow(): Promise<Row> {
  const market = simulatedMarket({ seed: 1 });
  const samples = sampleWorkflows();
  const workflows = Array.from({ length: WORKFLOWS }, (_, nth) => samples[nth % samples.length]);
  const started = process.cpuUsage();
  let signals = 0;
  for (const workflow of workflows) {
    if (workflow === undefined) continue;
    const score = await scoreWorkflow({ market }, workflow, periodOf(SCORED_DAYS));
    signals += score.signals;
  }
  return {
    what: `${WORKFLOWS} workflows, ${SCORED_DAYS} days`,
    figure: `${cpuSecondsSince(started).toFixed(2)} s`,
    beside: `${signals} signals (aim: under ${AIM_CPU_SECONDS} s)`,
  };
}

/** A year of the fastest and of the slowest workflow. */
async function yearRows(): Promise<readonly Row[]> {
  const times: { readonly name: string; readonly seconds: number; readonly signals: number }[] = [];
  for (const workflow of sampleWorkflows()) {
    const market = simulatedMarket({ seed: 1 });
    const started = process.cpuUsage();
    const { signals } = await scoreWorkflow({ market }, workflow, periodOf(365));
    times.push({ name: workflow.name, seconds: cpuSecondsSince(started), signals });
  }
  const inOrder = times.toSorted((one, other) => one.seconds - other.seconds);
  return [inOrder[0], inOrder.at(-1)].flatMap((each) =>
    each === undefined
      ? []
      : {
          what: `a year of "${each.name}"`,
          figure: `${each.seconds.toFixed(2)} s`,
          beside: `${each.signals} signals (aim: under ${AIM_YEAR_SECONDS} s)`,
        },
  );
}

function cpuSecondsSince(started: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1e6;
}

function periodOf(days: number) {
  return { from: NOW - days * DAY_SECONDS, to: NOW };
}

function sampleWorkflows(): readonly Workflow[] {
  return checkFile(readFileSync(SAMPLE_FILE)).workflows.map(({ draft }, nth) => ({
    ...draft,
    id: `00000000-0000-4000-8000-${String(nth).padStart(12, "0")}`,
    version: 1,
    created_at: 0,
    updated_at: 0,
  }));
}
