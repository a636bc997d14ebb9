import {
  type DomainEvent,
  explain,
  type Publish,
  type ScheduledRun,
  scheduledRunSchema,
} from "@bellwether/core/event";
import { type ReadPause, type RunPartStore, runOfParts } from "@bellwether/core/run";
import {
  type Instant,
  MAX_LATENESS_SECONDS,
  type MarketNow,
  type SystemNow,
} from "@bellwether/core/time";
import { type CutEpisodesDeps, endCutEpisodes } from "./cut-episodes.ts";
import { type DecidedRun, decideRun, type RunDecisionDeps } from "./run-decisions.ts";
import { decisionEvents, findingsOf, logDecisions, runEvents, signalsOf } from "./run-findings.ts";
import { runRange } from "./run-range.ts";
import type { RunResult } from "./run-result.ts";

export type GenerateDeps = RunDecisionDeps &
  CutEpisodesDeps &
  Readonly<{
    /** While the engine is paused a run evaluates nothing, and says so. */
    readPause: ReadPause;
    publish: Publish;
    marketNow: MarketNow;
    systemNow: SystemNow;
    /** For a market without a limit of requests: several engines share a run. */
    fanOut?: FanOut;
  }>;

export type FanOut = Readonly<{
  /** Into how many ranges of instruments a run is divided; 1 for a run in one pass. */
  ranges: number;
  /** Sends ranges of a run to the engines. */
  sendRanges: (requests: readonly ScheduledRun[]) => Promise<void>;
  runParts: RunPartStore;
}>;

/** One run: evaluates every active workflow at the scheduler's tick, and publishes a signal for each
 *  condition that holds, then the decisions and the result of the run, and the ends of the episodes
 *  that were cut since the run before. It calls no consumer. With `fanOut` it divides the run, and
 *  evaluates the range that a request names. Rejects when the workflows cannot be read or events were not accepted: the scheduler repeats the same
 *  tick, which identity makes harmless. */
export const generateHandler =
  (deps: GenerateDeps) =>
  async (event: unknown): Promise<RunResult> => {
    const parsed = scheduledRunSchema.safeParse(event);
    if (!parsed.success) throw new TypeError(`not a scheduled run: ${explain(parsed.error)}`);
    const { tick, execution_context, workflow_id, range } = parsed.data;
    const lateSeconds = deps.marketNow() - tick;
    const tooLateSeconds = lateSeconds > MAX_LATENESS_SECONDS ? lateSeconds : null;
    const { fanOut } = deps;
    if (range !== undefined) {
      if (fanOut === undefined) throw new TypeError("this engine evaluates runs in one pass");
      const { runParts } = fanOut;
      return runRange({ ...deps, runParts }, { tick, range, execution_context, tooLateSeconds });
    }
    if (tooLateSeconds !== null) {
      deps.log.error("run missed: its tick is too old", { tick, late_seconds: lateSeconds });
      return { kind: "missed", tick, late_seconds: lateSeconds };
    }
    const { paused } = await deps.readPause();
    if (fanOut !== undefined && fanOut.ranges > 1 && workflow_id === undefined && !paused) {
      await fanOut.sendRanges(requestsOf(fanOut.ranges, { tick, execution_context }));
      return { kind: "running", tick };
    }
    const only = workflow_id === undefined ? {} : { onlyId: workflow_id };
    return runInOnePass(deps, { tick, executionContext: execution_context, ...only }, paused);
  };

/** The same requests however often the tick is planned: ranges need no knowledge of the workflows. */
function requestsOf(count: number, run: ScheduledRun): readonly ScheduledRun[] {
  return Array.from({ length: count }, (_, index) => ({ ...run, range: { index, count } }));
}

async function runInOnePass(
  deps: GenerateDeps,
  request: Readonly<{ tick: Instant; executionContext: string; onlyId?: string }>,
  paused: boolean,
): Promise<RunResult> {
  const { tick } = request;
  const startedMs = deps.systemNow();
  const decidedRun = paused ? NOTHING_DECIDED : await decideRun(deps, request);
  logDecisions(deps.log, tick, decidedRun);
  const { run: counted, changed } = runOfParts([
    {
      tick,
      ...findingsOf(decidedRun),
      duration_ms: Math.max(0, deps.systemNow() - startedMs),
      started_at_ms: startedMs,
      execution_context: request.executionContext,
    },
  ]);
  const run = paused ? { ...counted, paused } : counted;
  const signals = signalsOf(decidedRun, deps.systemNow());
  // A paused run decided nothing: an episode goes on.
  const decisions = paused ? [] : decisionEvents(tick, decidedRun);
  // A run of one workflow must not replace the record of the tick's whole run.
  const summary: readonly DomainEvent[] =
    request.onlyId === undefined ? [...decisions, ...runEvents({ run, changed })] : [];
  await deps.publish([...signals, ...summary]);
  if (request.onlyId === undefined) await endCutEpisodes(deps, tick);
  deps.log.info("run completed", { ...run, reasons: run.reasons.length });
  return { kind: "completed", run };
}

const NOTHING_DECIDED: DecidedRun = {
  decided: [],
  ended: [],
  before: { tick: 0, nothing_evaluated: false },
};
