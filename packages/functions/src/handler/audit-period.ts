import type { Log } from "@bellwether/core/log";
import type { MarketPort } from "@bellwether/core/market";
import {
  type Audit,
  type Difference,
  type DifferenceReason,
  differenceOf,
  differencesByReason,
  type ListRuns,
} from "@bellwether/core/run";
import { type ReadDecisions, type WorkflowDecision } from "@bellwether/core/signal";
import type { Instant } from "@bellwether/core/time";
import type { Workflow } from "@bellwether/core/workflow";
import { replayWorkflow } from "./replay-workflow.ts";

export type AuditDeps = Readonly<{
  market: Pick<MarketPort, "readCandles" | "findInstrument">;
  readDecisions: ReadDecisions;
  listRuns: ListRuns;
  log: Log;
  /** When it aborts, the audit ends after the current workflow. */
  stopping?: AbortSignal;
}>;

type Period = Readonly<{ from: Instant; to: Instant }>;

/** Compares what the runs of a period decided with the replay of the period on the candles that the
 *  market gives now. A workflow that cannot be replayed is counted. Rejects with `StoreError` when
 *  the decisions cannot be read. */
export async function auditPeriod(
  deps: AuditDeps,
  workflows: readonly Workflow[],
  period: Period,
): Promise<Audit> {
  const decisionsAt = decisionReader(deps.readDecisions);
  const isAudited = await auditedTicks(deps, period);
  const found: (Difference & { reason: DifferenceReason })[] = [];
  let compared = 0;
  let failed = 0;
  for (const workflow of workflows) {
    if (deps.stopping?.aborted === true) break;
    const replayed = await replayOf(deps, workflow, period);
    if (replayed === null) failed += 1;
    for (const [tick, decision] of replayed ?? []) {
      if (workflow.created_at > tick || !isAudited(tick)) continue;
      compared += 1;
      const decided = (await decisionsAt(tick)).get(workflow.id);
      const difference = differenceOf(workflow, tick, decided, decision);
      if (difference === null) continue;
      found.push({
        workflow_id: workflow.id,
        workflow_name: workflow.name,
        tick,
        ...difference,
      });
    }
  }
  return { schema: 1, ...period, compared, differences: differencesByReason(found), failed };
}

/** Runs read: those of a day, and runs outside the schedule. */
const RUNS_READ = 200;

/** Ticks that a run should have evaluated: not before the first run on record, when Bellwether was
 *  new, and not while the engine was paused. */
async function auditedTicks(
  { listRuns }: AuditDeps,
  { to }: Period,
): Promise<(tick: Instant) => boolean> {
  const runs = await listRuns({ limit: RUNS_READ, asOf: to });
  const valid = runs.flatMap((run) => (run.kind === "valid" ? [run.value] : []));
  const first = Math.min(...valid.map(({ tick }) => tick));
  const paused = new Set(valid.flatMap((run) => (run.paused === true ? [run.tick] : [])));
  return (tick) => tick >= first && !paused.has(tick);
}

async function replayOf(
  { market, log, stopping }: AuditDeps,
  workflow: Workflow,
  period: Period,
): Promise<ReadonlyMap<Instant, WorkflowDecision> | null> {
  const decisions = new Map<Instant, WorkflowDecision>();
  try {
    const onDecision = (tick: Instant, decision: WorkflowDecision) =>
      void decisions.set(tick, decision);
    const deps = { market, onDecision, ...(stopping !== undefined && { stopping }) };
    await replayWorkflow(deps, workflow, period);
    return decisions;
  } catch (error) {
    log.warn("a workflow could not be audited", { workflow_id: workflow.id, error });
    return null;
  }
}

/** The decisions of each tick by workflow, each tick read once. */
function decisionReader(readDecisions: ReadDecisions) {
  const known = new Map<Instant, Promise<ReadonlyMap<string, WorkflowDecision>>>();
  const read = async (tick: Instant) =>
    new Map((await readDecisions(tick)).map((decision) => [decision.workflow_id, decision]));
  return (tick: Instant) => {
    const decisions = known.get(tick) ?? read(tick);
    known.set(tick, decisions);
    return decisions;
  };
}
