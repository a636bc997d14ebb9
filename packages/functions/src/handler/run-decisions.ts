import type { Log } from "@bellwether/core/log";
import {
  failureOf,
  type Instrument,
  isTickDue,
  type Market,
  MarketError,
  type MarketPort,
  marketOf,
} from "@bellwether/core/market";
import {
  type Decision,
  decide,
  type EvaluationBefore,
  previousDueTick,
  type ReadDecisions,
  undecided,
  type WorkflowDecision,
} from "@bellwether/core/signal";
import type { Instant } from "@bellwether/core/time";
import { isActive, type ScanWorkflows, type Workflow } from "@bellwether/core/workflow";
import { findInstruments, readMarket } from "./market-reading.ts";

export type RunDecisionDeps = Readonly<{
  scanWorkflows: ScanWorkflows;
  /** What earlier runs decided: whether a condition that holds goes on holding. */
  readDecisions: ReadDecisions;
  market: Pick<MarketPort, "readCandles" | "findInstrument">;
  log: Log;
}>;

export type Decided = Readonly<{
  workflow: Readonly<{ id: string; name: string }>;
  decision: Decision;
  /** `out_of_session`: nothing was due. `broken`: there is no workflow that could be evaluated. */
  state: "due" | "out_of_session" | "broken";
}>;

/** What every active workflow comes to at a tick; `onlyId` names the one to look at, if not all.
 *  Rejects with `StoreError` when the workflows cannot be read. */
export async function decideRun(
  deps: RunDecisionDeps,
  run: { readonly tick: Instant; readonly executionContext: string; readonly onlyId?: string },
): Promise<readonly Decided[]> {
  const { tick, executionContext } = run;
  const { active, broken } = await readActive(deps, tick, run.onlyId);
  const instruments = await findInstruments(
    deps.market,
    active.map(({ cfd }) => cfd),
  );
  const evaluationBefore = earlierEvaluations(deps, tick);
  const decided: Decided[] = [...broken];
  const due: { workflow: Workflow; instrument: Instrument }[] = [];
  for (const workflow of active) {
    const instrument = instruments.get(workflow.cfd);
    if (instrument === undefined || instrument instanceof MarketError) {
      const before = await evaluationBefore(workflow);
      decided.push({ workflow, decision: unavailable(workflow, before, instrument), state: "due" });
    } else if (!isTickDue({ market: marketOf(workflow, instrument), code: workflow.cfd }, tick)) {
      const none = { workflow, before: null };
      const decision = undecided("skipped", "market closed", workflow.cfd, none);
      decided.push({ workflow, decision, state: "out_of_session" });
    } else {
      due.push({ workflow, instrument });
    }
  }
  const view = await readMarket(deps.market, due, tick);
  for (const { workflow, instrument } of due) {
    const before = await evaluationBefore(workflow, instrument);
    const decision = decide({ workflow, view, instrument, tick, before, executionContext });
    decided.push({ workflow, decision, state: "due" });
  }
  return decided;
}

async function readActive(
  { scanWorkflows }: RunDecisionDeps,
  tick: Instant,
  onlyId: string | undefined,
): Promise<{ readonly active: readonly Workflow[]; readonly broken: readonly Decided[] }> {
  const active: Workflow[] = [];
  const broken: Decided[] = [];
  for (const stored of await scanWorkflows()) {
    const id = stored.kind === "broken" ? stored.id : stored.value.id;
    if (onlyId !== undefined && id !== onlyId) continue;
    if (stored.kind === "valid") {
      if (isActive(stored.value, tick)) active.push(stored.value);
      continue;
    }
    const detail = stored.problems.join("; ");
    const decision: Decision = {
      kind: "skipped",
      reason: "broken workflow",
      detail,
      reading: { value: null, distance_points: null, range_points: null },
      episode: null,
    };
    broken.push({ workflow: stored, decision, state: "broken" });
  }
  return { active, broken };
}

type Decisions = ReadonlyMap<string, WorkflowDecision>;

/** Finds the evaluation before this tick. Each earlier run is read once, whatever the number of
 *  workflows. When it cannot be read, an episode may begin anew: no signal is lost by that. */
function earlierEvaluations({ readDecisions, log }: RunDecisionDeps, tick: Instant) {
  const ticks = new Map<string, Instant | null>();
  const runs = new Map<Instant, Promise<Decisions>>();

  const tickBefore = (market: Market, code: string): Instant | null => {
    const key = `${market}.${code}`;
    const known = ticks.get(key);
    if (known !== undefined) return known;
    const found = previousDueTick({ market, code }, tick);
    ticks.set(key, found);
    return found;
  };
  const readRun = async (before: Instant): Promise<Decisions> => {
    try {
      const decisions = await readDecisions(before);
      return new Map(decisions.map((decision) => [decision.workflow_id, decision]));
    } catch (error) {
      log.warn("earlier decisions could not be read", { tick, before, error });
      return new Map();
    }
  };
  return async (workflow: Workflow, instrument?: Instrument): Promise<EvaluationBefore | null> => {
    const before = tickBefore(marketOf(workflow, instrument), workflow.cfd);
    if (before === null) return null;
    const run = runs.get(before) ?? readRun(before);
    runs.set(before, run);
    return { tick: before, decision: (await run).get(workflow.id) };
  };
}

function unavailable(
  workflow: Workflow,
  before: EvaluationBefore | null,
  error: MarketError | undefined,
): Decision {
  const reason = error === undefined ? "market unavailable" : failureOf(error);
  const detail = error?.message ?? `nothing is known of ${workflow.cfd}`;
  return undecided("skipped", reason, detail, { workflow, before });
}
