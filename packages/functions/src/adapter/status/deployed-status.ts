import { problemsOf, type QueueStatus, type ReadStatus } from "@bellwether/core/api";
import type { Log } from "@bellwether/core/log";
import type { ListRuns, ReadPause } from "@bellwether/core/signal";
import { type MarketNow, tickAfter } from "@bellwether/core/time";
import { findMissedRuns } from "../../handler/missed-run.ts";

export type DeployedStatusDeps = Readonly<{
  /** The market's name. */
  market: string;
  listRuns: ListRuns;
  readPause: ReadPause;
  readQueues: () => Promise<readonly QueueStatus[]>;
  /** Milliseconds that the projector is behind; null when it was handed nothing lately. */
  readIteratorAge: () => Promise<number | null>;
  marketNow: MarketNow;
  log: Log;
}>;

/** The queue whose dead letters are the batches that the projector parked. */
const PARKED_QUEUE = "project";

const RUNS_SHOWN = 50;

/** How a deployment is, gathered from the parts that AWS runs. Rejects with `StoreError`. */
export const deployedStatus =
  (deps: DeployedStatusDeps): ReadStatus =>
  async () => {
    const asOf = deps.marketNow();
    const [stored, { paused }, queues, age, missed] = await Promise.all([
      deps.listRuns({ limit: RUNS_SHOWN, asOf }),
      deps.readPause(),
      deps.readQueues(),
      iteratorAge(deps),
      findMissedRuns({ ...deps, since: () => null }),
    ]);
    const parked = queues.find(({ name }) => name === PARKED_QUEUE)?.dead_letters ?? 0;
    const stream = { iterator_age_ms: age, parked };
    return {
      as_of: asOf,
      market: { name: deps.market, simulated: false, replaying: false, clock: asOf },
      paused,
      next_tick: paused ? null : tickAfter(asOf),
      missed_runs: missed.map((tick) => ({ tick })),
      runs: stored.flatMap((run) => (run.kind === "valid" ? [run.value] : [])),
      stream,
      queues: [...queues],
      problems: problemsOf({ queues, stream, missed }),
    };
  };

/** The rest of the status is worth having while CloudWatch does not answer: its own alarm says so
 *  when the projector is late. */
async function iteratorAge({ readIteratorAge, log }: DeployedStatusDeps): Promise<number | null> {
  try {
    return await readIteratorAge();
  } catch (error) {
    log.warn("the projector's lag is not known", { error });
    return null;
  }
}
