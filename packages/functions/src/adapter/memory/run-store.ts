import type { RunCompleted, RunStore } from "@bellwether/core/run";
import { DAY_SECONDS, type Instant } from "@bellwether/core/time";
import { readStoredRun } from "../stored-run.ts";

const REMEMBERED_SECONDS = 30 * DAY_SECONDS;

/** In-memory implementation for simulations and handler tests. */
export function memoryRunStore(runs: Map<Instant, RunCompleted> = new Map()): RunStore {
  return {
    put: async (run) => {
      runs.set(run.tick, run);
    },
    list: async ({ limit, asOf }) =>
      [...runs.values()]
        .filter(({ tick }) => tick <= asOf && tick > asOf - REMEMBERED_SECONDS)
        .sort((one, other) => other.tick - one.tick)
        .slice(0, limit)
        .map(readStoredRun),
    read: async (tick) => {
      const run = runs.get(tick);
      return run === undefined ? null : readStoredRun(run);
    },
  };
}
