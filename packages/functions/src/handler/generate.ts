import {
  type DomainEvent,
  explain,
  type Observation,
  type Publish,
  type ReadPause,
  type RunCompleted,
  runTally,
  scheduledRunSchema,
  troubleAt,
  workflowDecision,
  workflowsDecided,
} from "@bellwether/core/signal";
import {
  type Instant,
  MAX_LATENESS_SECONDS,
  type MarketNow,
  type SystemNow,
} from "@bellwether/core/time";
import { type Decided, type DecidedRun, decideRun, type RunDecisionDeps } from "./run-decisions.ts";

export type GenerateDeps = RunDecisionDeps &
  Readonly<{
    /** While the engine is paused a run evaluates nothing, and says so. */
    readPause: ReadPause;
    publish: Publish;
    marketNow: MarketNow;
    systemNow: SystemNow;
  }>;

export type RunResult =
  | { readonly kind: "completed"; readonly run: RunCompleted }
  /** Too late to be evaluated: its signals would be history. */
  | { readonly kind: "missed"; readonly tick: Instant; readonly late_seconds: number };

/** One run: evaluates every active workflow at the tick the scheduler hands over, and publishes a
 *  signal for each condition that holds, then what was decided and what the run did. It calls no
 *  consumer. Rejects when the workflows cannot be read or events were not accepted: the scheduler
 *  repeats the same tick, which identity makes harmless. */
export const generateHandler =
  (deps: GenerateDeps) =>
  async (event: unknown): Promise<RunResult> => {
    const parsed = scheduledRunSchema.safeParse(event);
    if (!parsed.success) throw new TypeError(`not a scheduled run: ${explain(parsed.error)}`);
    const { tick, execution_context, workflow_id } = parsed.data;
    const lateSeconds = deps.marketNow() - tick;
    if (lateSeconds > MAX_LATENESS_SECONDS) {
      deps.log.error("run missed: its tick is too old", { tick, late_seconds: lateSeconds });
      return { kind: "missed", tick, late_seconds: lateSeconds };
    }
    const startedMs = deps.systemNow();
    const { paused } = await deps.readPause();
    const only = workflow_id === undefined ? {} : { onlyId: workflow_id };
    const { decided, ended, wasNothingEvaluated } = paused
      ? NOTHING_DECIDED
      : await decideRun(deps, { tick, executionContext: execution_context, ...only });
    const { trouble, changed } = troubleAt(tick, decided.flatMap(observe), wasNothingEvaluated);
    logDecisions(deps, tick, decided);
    const run: RunCompleted = {
      schema: 1,
      tick,
      ...countsOf(decided),
      ...(paused && { paused }),
      ...(trouble !== null && { trouble }),
      duration_ms: Math.max(0, deps.systemNow() - startedMs),
      started_at_ms: startedMs,
      execution_context,
    };
    const emitted_at_ms = deps.systemNow();
    const signals = decided.flatMap(({ decision }): DomainEvent[] =>
      decision.kind === "signal"
        ? [{ type: "OrderSignal", detail: { ...decision.signal, emitted_at_ms } }]
        : [],
    );
    // A run of one workflow says nothing of the tick's run: it must not replace its record.
    const news: DomainEvent[] =
      changed === null ? [] : [{ type: "TroubleChanged", detail: changed }];
    const ends = ended.map((detail): DomainEvent => ({ type: "EpisodeEnded", detail }));
    const summary = workflow_id === undefined ? [...ends, ...summaryOf(run, decided), ...news] : [];
    await deps.publish([...signals, ...summary]);
    deps.log.info("run completed", { ...run, reasons: run.reasons.length });
    return { kind: "completed", run };
  };

const NOTHING_DECIDED: DecidedRun = { decided: [], ended: [], wasNothingEvaluated: false };

/** What a decision says of whether its workflow can be evaluated. A broken one shows as broken. */
function observe({ workflow, decision, state, ticksNotEvaluated }: Decided): Observation[] {
  if (state === "broken") return [];
  const isMissing = decision.kind === "skipped" || decision.kind === "failed";
  const { reason, detail } = isMissing ? decision : { reason: "", detail: "" };
  const outcome =
    state === "out_of_session" ? "not_due" : isMissing ? "not_evaluated" : "evaluated";
  return [{ workflow, outcome, reason, detail, ticksBefore: ticksNotEvaluated }];
}

function countsOf(decided: readonly Decided[]) {
  const tally = runTally();
  for (const { workflow, decision } of decided) tally.count(workflow, decision);
  return tally.counts();
}

/** What was decided and what the run did. A paused run decided nothing: an episode goes on. */
function summaryOf(run: RunCompleted, decided: readonly Decided[]): readonly DomainEvent[] {
  const kept = decided
    .filter(({ state }) => state === "due")
    .map(({ workflow, decision }) => workflowDecision(workflow.id, decision));
  const parts = run.paused === true ? [] : workflowsDecided(run.tick, kept);
  return [
    ...parts.map((detail): DomainEvent => ({ type: "WorkflowsDecided", detail })),
    { type: "RunCompleted", detail: run },
  ];
}

function logDecisions({ log }: GenerateDeps, tick: Instant, decided: readonly Decided[]): void {
  for (const { workflow, decision } of decided) {
    const fields = { tick, workflow_id: workflow.id };
    if (decision.kind === "signal") {
      log.info("condition holds", { ...fields, signal_id: decision.signal.id });
    } else if (decision.kind === "failed") {
      log.error("evaluation failed", { ...fields, detail: decision.detail });
    }
  }
}
