import { type DomainEvent } from "@bellwether/core/event";
import type { Log } from "@bellwether/core/log";
import {
  type Observation,
  observed,
  type RunFindings,
  type runOfParts,
  runTally,
} from "@bellwether/core/run";
import { type Range, workflowDecision, workflowsDecided } from "@bellwether/core/signal";
import type { Instant } from "@bellwether/core/time";
import type { Decided, DecidedRun } from "./run-decisions.ts";

/** What an engine found, in the form in which the parts of a run are summed. */
export function findingsOf({
  decided,
  before,
}: DecidedRun): Pick<RunFindings, "counts" | "observed" | "before"> {
  const tally = runTally();
  for (const { workflow, decision } of decided) tally.count(workflow, decision);
  return { counts: tally.counts(), observed: observed(decided.flatMap(observe)), before };
}

/** Whether a workflow could be evaluated, by its decision. */
function observe({ workflow, decision, state, ticksNotEvaluated }: Decided): Observation[] {
  if (state === "broken") return [];
  const isMissing = decision.kind === "skipped" || decision.kind === "failed";
  const { reason, detail } = isMissing ? decision : { reason: "", detail: "" };
  const outcome =
    state === "out_of_session" ? "not_due" : isMissing ? "not_evaluated" : "evaluated";
  return [{ workflow, outcome, reason, detail, ticksBefore: ticksNotEvaluated }];
}

export function signalsOf({ decided }: DecidedRun, emitted_at_ms: number): readonly DomainEvent[] {
  return decided.flatMap(({ decision }): DomainEvent[] =>
    decision.kind === "signal"
      ? [{ type: "OrderSignal", detail: { ...decision.signal, emitted_at_ms } }]
      : [],
  );
}

/** The ends of episodes, and what was decided of every due workflow. */
export function decisionEvents(
  tick: Instant,
  { decided, ended }: DecidedRun,
  range?: Range,
): readonly DomainEvent[] {
  const kept = decided
    .filter(({ state }) => state === "due")
    .map(({ workflow, decision }) => workflowDecision(workflow.id, decision));
  return [
    ...ended.map((detail): DomainEvent => ({ type: "EpisodeEnded", detail })),
    ...workflowsDecided(tick, kept, range).map(
      (detail): DomainEvent => ({ type: "WorkflowsDecided", detail }),
    ),
  ];
}

export function logDecisions(log: Log, tick: Instant, { decided }: DecidedRun): void {
  for (const { workflow, decision } of decided) {
    const fields = { tick, workflow_id: workflow.id };
    if (decision.kind === "signal") {
      log.info("condition holds", { ...fields, signal_id: decision.signal.id });
    } else if (decision.kind === "failed") {
      log.error("evaluation failed", { ...fields, detail: decision.detail });
    }
  }
}

/** What the run did, and what changed at it. */
export function runEvents({ run, changed }: ReturnType<typeof runOfParts>): readonly DomainEvent[] {
  return [
    { type: "RunCompleted", detail: run },
    ...(changed === null ? [] : [{ type: "TroubleChanged", detail: changed } as const]),
  ];
}
