import { type Publish } from "@bellwether/core/event";
import { type RunPart, type RunPartStore, runOfParts } from "@bellwether/core/run";
import { type Range } from "@bellwether/core/signal";
import type { Instant, SystemNow } from "@bellwether/core/time";
import { type CutEpisodesDeps, endCutEpisodes } from "./cut-episodes.ts";
import { decideRun, type RunDecisionDeps } from "./run-decisions.ts";
import { decisionEvents, findingsOf, logDecisions, runEvents, signalsOf } from "./run-findings.ts";
import type { RunResult } from "./run-result.ts";

export type RunRangeDeps = RunDecisionDeps &
  CutEpisodesDeps &
  Readonly<{ publish: Publish; runParts: RunPartStore; systemNow: SystemNow }>;

type RangeRun = Readonly<{
  tick: Instant;
  range: Range;
  execution_context: string;
  /** How late it is, if too late to be evaluated. */
  tooLateSeconds: number | null;
}>;

/** Evaluates one range of a run, and ends the run if it completes the ranges.
 *
 *  The events of the range are published before its part is put. The first part of a range is
 *  never replaced, so every engine that finds all parts, also after a crash, sums the same
 *  `RunCompleted`, whose identity is the tick. The listing is strongly consistent and follows the
 *  put: the engine whose put came last finds all parts, so at least one engine ends the run. Rejects
 *  when a port does: the queue delivers the range again. */
export async function runRange(deps: RunRangeDeps, request: RangeRun): Promise<RunResult> {
  const { runParts, publish, log } = deps;
  const { tick, range } = request;
  const ofRange = (part: RunPart) => part.range.index === range.index;
  let parts = await runParts.list(tick, range.count);
  if (!parts.some(ofRange)) {
    if (request.tooLateSeconds !== null) {
      return { kind: "missed", tick, late_seconds: request.tooLateSeconds };
    }
    await runParts.put(await evaluateRange(deps, request));
    if (range.index === 0) await endCutEpisodes(deps, tick);
    parts = await runParts.list(tick, range.count);
  }
  const [first, ...others] = parts;
  if (first === undefined || parts.length < range.count) return { kind: "running", tick };
  const ended = runOfParts([first, ...others]);
  await publish(runEvents(ended));
  log.info("run completed", { ...ended.run, reasons: ended.run.reasons.length });
  return { kind: "completed", run: ended.run };
}

async function evaluateRange(deps: RunRangeDeps, request: RangeRun): Promise<RunPart> {
  const { tick, range, execution_context } = request;
  const startedMs = deps.systemNow();
  const decidedRun = await decideRun(deps, { tick, executionContext: execution_context, range });
  logDecisions(deps.log, tick, decidedRun);
  await deps.publish([
    ...signalsOf(decidedRun, deps.systemNow()),
    ...decisionEvents(tick, decidedRun, range),
  ]);
  return {
    schema: 1,
    tick,
    range,
    ...findingsOf(decidedRun),
    duration_ms: Math.max(0, deps.systemNow() - startedMs),
    started_at_ms: startedMs,
    execution_context,
  };
}
