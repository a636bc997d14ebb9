import type { Log } from "@bellwether/core/log";
import {
  failureOf,
  type Instrument,
  isTickDue,
  MarketError,
  type MarketPort,
  namedExchange,
  sessionOf,
} from "@bellwether/core/market";
import { BROKEN_WORKFLOW, type RunPart } from "@bellwether/core/run";
import {
  type Decision,
  decide,
  type Episode,
  type EpisodeEnded,
  type EvaluationBefore,
  episodeEnded,
  type Range,
  type ReadDecisions,
  rangeOf,
  undecided,
} from "@bellwether/core/signal";
import type { Stored } from "@bellwether/core/store";
import type { Instant } from "@bellwether/core/time";
import { isActive, type ScanWorkflows, type Workflow } from "@bellwether/core/workflow";
import { earlierEvaluations } from "./earlier-evaluations.ts";
import { lastOutcomes } from "./last-outcome.ts";
import { findInstruments, readForming, readMarket } from "./market-reading.ts";

export type RunDecisionDeps = Readonly<{
  scanWorkflows: ScanWorkflows;
  /** The decisions of earlier runs: whether a condition that holds held before. */
  readDecisions: ReadDecisions;
  market: Pick<MarketPort, "readCandles" | "findInstrument">;
  log: Log;
}>;

export type Decided = Readonly<{
  workflow: Readonly<{ id: string; name: string }>;
  decision: Decision;
  /** `out_of_session`: nothing was due. `broken`: there is no workflow that could be evaluated. */
  state: "due" | "out_of_session" | "broken";
  /** At how many of its ticks in a row before this one it could not be evaluated, up to 3. */
  ticksNotEvaluated: number;
}>;

export type DecidedRun = Readonly<{
  decided: readonly Decided[];
  /** Episodes that ran at the evaluation before, and run no longer. */
  ended: readonly EpisodeEnded[];
  /** The run before, among those at which anything was due. */
  before: RunPart["before"];
}>;

/** The workflows to look at, if not all: one by its id, or those of a range. */
type Selection = Readonly<{ onlyId?: string; range?: Range }>;

/** Evaluates every active workflow at a tick.
 *  Rejects with `StoreError` when the workflows cannot be read. */
export async function decideRun(
  deps: RunDecisionDeps,
  run: Readonly<{ tick: Instant; executionContext: string }> & Selection,
): Promise<DecidedRun> {
  const { tick, executionContext } = run;
  const { active, inactive, broken } = await readActive(deps, tick, run);
  const instruments = await findInstruments(
    deps.market,
    active.map(({ cfd }) => cfd),
  );
  const earlier = earlierEvaluations(deps, tick);
  const decided: Decided[] = [...broken];
  const ended: EpisodeEnded[] = [];
  const due: { workflow: Workflow; instrument: Instrument; ticksNotEvaluated: number }[] = [];
  for (const workflow of active) {
    const found = instruments.get(workflow.cfd);
    const instrument = found instanceof MarketError ? undefined : found;
    const ticksNotEvaluated = await earlier.ticksNotEvaluated(workflow, instrument);
    if (isClosed(workflow, instrument, tick)) {
      const none = { workflow, before: null };
      const decision = undecided("skipped", "market closed", workflow.cfd, none);
      decided.push({ workflow, decision, state: "out_of_session", ticksNotEvaluated });
    } else if (instrument === undefined) {
      const error = found instanceof MarketError ? found : undefined;
      const before = await earlier.before(workflow);
      const decision = unavailable(workflow, before, error);
      ended.push(...endOf(workflow, before, decision.episode, tick));
      decided.push({ workflow, decision, state: "due", ticksNotEvaluated });
    } else {
      due.push({ workflow, instrument, ticksNotEvaluated });
    }
  }
  const view = await readMarket(deps.market, due, tick);
  for (const { workflow, instrument, ticksNotEvaluated } of due) {
    const before = await earlier.before(workflow, instrument);
    const decision = decide({ workflow, view, instrument, tick, before, executionContext });
    ended.push(...endOf(workflow, before, decision.episode, tick));
    decided.push({ workflow, decision, state: "due", ticksNotEvaluated });
  }
  const priced = await withMarketPrices(deps.market, decided, tick);
  const complete = await withLastOutcomes(deps.market, priced, { tick, workflows: active });
  for (const workflow of inactive) {
    if (isClosed(workflow, undefined, tick)) continue;
    // Its last order would be reported at each tick from now on.
    const { last_order: _, ...unordered } = workflow;
    ended.push(...endOf(unordered, await earlier.before(workflow), null, tick));
  }
  return { decided: complete, ended, before: await earlier.newest() };
}

/** The signals with the current price, so that a message can state that the market has passed the
 *  proposed price. One more read for each instrument that signals. If it fails, the price is absent. */
async function withMarketPrices(
  market: Pick<MarketPort, "readCandles">,
  decided: readonly Decided[],
  tick: Instant,
): Promise<readonly Decided[]> {
  const codes = decided.flatMap(({ decision }) =>
    decision.kind === "signal" ? [decision.signal.order_code] : [],
  );
  const forming = new Map(
    await Promise.all(
      [...new Set(codes)].map(
        async (code) => [code, await readForming(market, code, tick)] as const,
      ),
    ),
  );
  return decided.map((each) => {
    const { decision } = each;
    const row = decision.kind === "signal" ? forming.get(decision.signal.order_code) : undefined;
    if (decision.kind !== "signal" || row === undefined || row === null) return each;
    const signal = { ...decision.signal, market_price: row.open };
    return { ...each, decision: { ...decision, signal } };
  });
}

/** The signals with what came of the workflow's last order, for the message. */
async function withLastOutcomes(
  market: Pick<MarketPort, "readCandles">,
  decided: readonly Decided[],
  { tick, workflows }: { readonly tick: Instant; readonly workflows: readonly Workflow[] },
): Promise<readonly Decided[]> {
  const orders = new Map(workflows.map(({ id, last_order: last }) => [id, last]));
  const signals = decided.flatMap(({ decision }) =>
    decision.kind === "signal"
      ? [{ signal: decision.signal, last: orders.get(decision.signal.workflow_id) }]
      : [],
  );
  const outcomes = await lastOutcomes(market, signals, tick);
  return decided.map((each) => {
    const { decision } = each;
    if (decision.kind !== "signal") return each;
    const outcome = outcomes.get(decision.signal.id);
    if (outcome === undefined) return each;
    const signal = { ...decision.signal, last_outcome: outcome };
    return { ...each, decision: { ...decision, signal } };
  });
}

/** The end of the episode before, as a list of one or none. */
function endOf(
  workflow: Parameters<typeof episodeEnded>[0],
  before: EvaluationBefore | null,
  after: Episode | null,
  tick: Instant,
): readonly EpisodeEnded[] {
  const end = episodeEnded(workflow, before, after, tick);
  return end === null ? [] : [end];
}

/** Whether a workflow is not due, because its session is closed. While the market does not describe
 *  the instrument, its exchange is taken from the code; without one, the workflow may be due. */
function isClosed(workflow: Workflow, instrument: Instrument | undefined, tick: Instant): boolean {
  if (instrument === undefined && namedExchange(workflow.cfd) === undefined) return false;
  return !isTickDue({ session: sessionOf(workflow, instrument), code: workflow.cfd }, tick);
}

async function readActive(
  { scanWorkflows }: RunDecisionDeps,
  tick: Instant,
  selection: Selection,
): Promise<{
  readonly active: readonly Workflow[];
  readonly inactive: readonly Workflow[];
  readonly broken: readonly Decided[];
}> {
  const active: Workflow[] = [];
  const inactive: Workflow[] = [];
  const broken: Decided[] = [];
  for (const stored of await scanWorkflows()) {
    if (!isSelected(stored, selection)) continue;
    if (stored.kind === "valid") {
      (isActive(stored.value, tick) ? active : inactive).push(stored.value);
      continue;
    }
    const detail = stored.problems.join("; ");
    const decision: Decision = {
      kind: "skipped",
      reason: BROKEN_WORKFLOW,
      detail,
      reading: { value: null, distance_points: null, range_points: null },
      episode: null,
    };
    broken.push({ workflow: stored, decision, state: "broken", ticksNotEvaluated: 0 });
  }
  return { active, inactive, broken };
}

/** A broken one has no instrument that could be read: it is in the range of its id. */
function isSelected(stored: Stored<Workflow>, { onlyId, range }: Selection): boolean {
  const id = stored.kind === "broken" ? stored.id : stored.value.id;
  if (onlyId !== undefined && id !== onlyId) return false;
  if (range === undefined) return true;
  return rangeOf(stored.kind === "broken" ? id : stored.value.cfd, range.count) === range.index;
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
