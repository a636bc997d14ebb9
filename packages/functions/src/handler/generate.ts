import type { Log } from "@bellwether/core/log";
import {
  failureOf,
  type Instrument,
  isTickDue,
  MarketError,
  type MarketPort,
  marketOf,
} from "@bellwether/core/market";
import {
  type Decision,
  type DomainEvent,
  decide,
  explain,
  type Publish,
  type ReadPause,
  type RunCompleted,
  runTally,
  scheduledRunSchema,
} from "@bellwether/core/signal";
import {
  type Instant,
  MAX_LATENESS_SECONDS,
  type MarketNow,
  type SystemNow,
} from "@bellwether/core/time";
import { isActive, type ScanWorkflows, type Workflow } from "@bellwether/core/workflow";
import { findInstruments, readMarket } from "./market-reading.ts";

export type GenerateDeps = Readonly<{
  scanWorkflows: ScanWorkflows;
  /** While the engine is paused a run evaluates nothing, and says so. */
  readPause: ReadPause;
  market: Pick<MarketPort, "readCandles" | "findInstrument">;
  publish: Publish;
  marketNow: MarketNow;
  systemNow: SystemNow;
  log: Log;
}>;

export type RunResult =
  | { readonly kind: "completed"; readonly run: RunCompleted }
  /** Too late to be evaluated: its signals would be history. */
  | { readonly kind: "missed"; readonly tick: Instant; readonly late_seconds: number };

/** One run: evaluates every active workflow at the tick the scheduler hands over, and publishes a
 *  signal for each condition that holds, then what the run did. It calls no consumer. Rejects when
 *  the workflows cannot be read or events were not accepted: the scheduler repeats the same tick,
 *  which identity makes harmless. */
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
    const { decisions, counts } = paused
      ? NOTHING_EVALUATED
      : await decideAll(deps, tick, execution_context, workflow_id);
    const run: RunCompleted = {
      schema: 1,
      tick,
      ...counts,
      ...(paused && { paused }),
      duration_ms: Math.max(0, deps.systemNow() - startedMs),
      execution_context,
    };
    const signals = decisions
      .filter((decision) => decision.kind === "signal")
      .map(({ signal }): DomainEvent => ({ type: "OrderSignal", detail: signal }));
    // A run of one workflow says nothing of the tick's run: it must not replace its record.
    const summary: DomainEvent[] =
      workflow_id === undefined ? [{ type: "RunCompleted", detail: run }] : [];
    await deps.publish([...signals, ...summary]);
    deps.log.info("run completed", { ...run, reasons: run.reasons.length });
    return { kind: "completed", run };
  };

type Tallied = Readonly<{
  decisions: readonly Decision[];
  counts: ReturnType<ReturnType<typeof runTally>["counts"]>;
}>;

const NOTHING_EVALUATED: Tallied = { decisions: [], counts: runTally().counts() };

async function decideAll(
  deps: GenerateDeps,
  tick: Instant,
  executionContext: string,
  onlyId: string | undefined,
): Promise<Tallied> {
  const tally = runTally();
  const decisions: Decision[] = [];
  const settle = (workflow: { id: string; name: string }, decision: Decision) => {
    tally.count(workflow, decision);
    decisions.push(decision);
    const fields = { tick, workflow_id: workflow.id };
    if (decision.kind === "signal") {
      deps.log.info("condition holds", { ...fields, signal_id: decision.signal.id });
    } else if (decision.kind === "failed") {
      deps.log.error("evaluation failed", { ...fields, detail: decision.detail });
    }
  };

  const active: Workflow[] = [];
  for (const stored of await deps.scanWorkflows()) {
    const id = stored.kind === "broken" ? stored.id : stored.value.id;
    if (onlyId !== undefined && id !== onlyId) continue;
    if (stored.kind === "broken") {
      const detail = stored.problems.join("; ");
      settle(stored, { kind: "skipped", reason: "broken workflow", detail });
    } else if (isActive(stored.value, tick)) {
      active.push(stored.value);
    }
  }
  const instruments = await findInstruments(
    deps.market,
    active.map(({ cfd }) => cfd),
  );
  const due: { workflow: Workflow; instrument: Instrument }[] = [];
  for (const workflow of active) {
    const instrument = instruments.get(workflow.cfd);
    if (instrument === undefined || instrument instanceof MarketError) {
      settle(workflow, unavailable(instrument, workflow.cfd));
    } else if (!isDue(workflow, instrument, tick)) {
      settle(workflow, { kind: "skipped", reason: "market closed", detail: workflow.cfd });
    } else {
      due.push({ workflow, instrument });
    }
  }
  const view = await readMarket(deps.market, due, tick);
  for (const { workflow, instrument } of due) {
    settle(workflow, decide({ workflow, view, instrument, tick, executionContext }));
  }
  return { decisions, counts: tally.counts() };
}

function isDue(workflow: Workflow, instrument: Instrument, tick: Instant): boolean {
  return isTickDue({ market: marketOf(workflow, instrument), code: workflow.cfd }, tick);
}

function unavailable(error: MarketError | undefined, code: string): Decision {
  return {
    kind: "skipped",
    reason: error === undefined ? "market unavailable" : failureOf(error),
    detail: error?.message ?? `nothing is known of ${code}`,
  };
}
