import { messageOf } from "../failure/message-of.ts";
import type { Instrument, Session } from "../market/instrument.ts";
import type { SeriesKey } from "../market/series.ts";
import { sessionOf } from "../market/session.ts";
import { type Instant, toIso } from "../time/instant.ts";
import { evaluate } from "../workflow/evaluate.ts";
import { decisiveCondition, type Explanation } from "../workflow/explanation.ts";
import type { MarketView } from "../workflow/market-view.ts";
import { isSnoozed } from "../workflow/snooze.ts";
import type { Workflow } from "../workflow/workflow.ts";
import { type Episode, type EvaluationBefore, episodeBefore } from "./episode.ts";
import { type OrderSignal, signalId } from "./order-signal.ts";
import type { WorkflowDecision } from "./workflows-decided.ts";

/** The values that the evaluation used: see `WorkflowDecision`. */
type Reading = Pick<
  WorkflowDecision,
  "value" | "distance_points" | "range_points" | "missing_rows"
>;

/** The result for one workflow at one tick, and the episode after it. `no_signal`: the condition
 *  does not hold. `held_back`: it holds, but the workflow's `repeat` setting suppresses the
 *  signal. */
export type Decision = Readonly<{ reading: Reading; episode: Episode | null }> &
  (
    | { readonly kind: "signal"; readonly signal: OrderSignal }
    | { readonly kind: "no_signal" }
    | {
        readonly kind: "held_back" | "skipped" | "failed";
        readonly reason: string;
        readonly detail: string;
      }
  );

const NOTHING_READ: Reading = { value: null, distance_points: null, range_points: null };

export type DecisionInput = Readonly<{
  workflow: Workflow;
  view: MarketView;
  /** The CFD. */
  instrument: Instrument;
  tick: Instant;
  /** The previous evaluation; null if unknown. */
  before: EvaluationBefore | null;
  executionContext: string;
}>;

/** Evaluates one workflow on the market's candles. Never throws: an error affects only this
 *  workflow. */
export function decide(input: DecisionInput): Decision {
  try {
    return decideOrThrow(input);
  } catch (error) {
    const detail = messageOf(error);
    return undecided("failed", "the evaluation failed", detail, input);
  }
}

/** A decision without an evaluation. A running episode continues. */
export function undecided(
  kind: "skipped" | "failed",
  reason: string,
  detail: string,
  { workflow, before }: Pick<DecisionInput, "workflow" | "before">,
): Decision {
  const episode = episodeBefore(workflow, before);
  return { kind, reason, detail, reading: NOTHING_READ, episode };
}

/** A decision as stored. */
export function workflowDecision(workflowId: string, decision: Decision): WorkflowDecision {
  return {
    workflow_id: workflowId,
    outcome: decision.kind,
    reason: "reason" in decision ? decision.reason : null,
    ...decision.reading,
    episode: decision.episode?.start ?? null,
    episode_count: decision.episode?.count ?? 0,
  };
}

function decideOrThrow(input: DecisionInput): Decision {
  const { workflow, view, instrument, tick, before } = input;
  const evaluation = evaluate({ workflow, view, instrument });
  const session = sessionOf(workflow, instrument);
  const reading = {
    ...readingOf(evaluation.explanation),
    range_points: meanRange(view, { code: workflow.cfd, session }),
    ...gapsOf(view, workflow, session),
  };
  if (evaluation.kind === "no_signal") return { kind: "no_signal", reading, episode: null };
  if (evaluation.kind === "skipped") {
    return { ...undecided("skipped", evaluation.reason, evaluation.detail, input), reading };
  }
  const running = episodeBefore(workflow, before);
  const episode = { start: running?.start ?? tick, count: (running?.count ?? 0) + 1 };
  const signal: OrderSignal = {
    schema: 1,
    id: signalId(workflow.id, tick),
    workflow_id: workflow.id,
    workflow_name: workflow.name,
    workflow_version: workflow.version,
    placed_at: tick,
    ...evaluation.order,
    market: session,
    dry_run: workflow.dry_run,
    episode: episode.start,
    episode_count: episode.count,
    ...(workflow.notify !== null && { notify: workflow.notify }),
    announce: workflow.announce,
    ...(isSnoozed(workflow.snooze, { at: tick, episode: episode.start }) && { snoozed: true }),
    trigger_offset: workflow.trigger.offset,
    execution_context: input.executionContext,
  };
  const held = heldBack(workflow, signal, running);
  if (held === null) return { kind: "signal", signal, reading, episode };
  return { kind: "held_back", ...held, reading, episode: running ?? { start: tick, count: 0 } };
}

/** Why the workflow's `repeat` setting suppresses a signal; null if it does not. Uses what is
 *  stored with the workflow and with the previous run, so it needs no further reads. It is best
 *  effort while that data lags. */
function heldBack(
  { repeat, last_order: last }: Workflow,
  signal: OrderSignal,
  running: Episode | null,
): { readonly reason: string; readonly detail: string } | null {
  if (repeat === "once_per_episode" && running !== null && running.count > 0) {
    return {
      reason: "signalled already in this episode",
      detail: `the condition has held since ${toIso(running.start)}`,
    };
  }
  if (repeat !== "once_per_candle" || last === undefined) return null;
  const isSame =
    last.placed_at < signal.placed_at &&
    last.condition_candle.start === signal.condition_candle.start &&
    last.order_direction === signal.order_direction &&
    last.dry_run === signal.dry_run &&
    last.workflow_version === signal.workflow_version;
  if (!isSame) return null;
  return {
    reason: "signalled already for this candle",
    detail: `the order of ${toIso(last.placed_at)} has the same condition candle`,
  };
}

/** One reading stands for all conditions: that of the decisive one. */
function readingOf(explanation: Explanation) {
  const level = decisiveCondition(explanation).indicator?.value;
  return {
    value: typeof level === "number" ? level : null,
    distance_points: explanation.distance_points,
  };
}

/** The rows missing of the instruments, each counted once; nothing if none is. */
function gapsOf(
  view: MarketView,
  { index, cfd }: Workflow,
  session: Session,
): Pick<Reading, "missing_rows"> {
  let missing = 0;
  for (const code of new Set([index, cfd])) missing += view.missingRows({ code, session });
  return missing === 0 ? {} : { missing_rows: missing };
}

/** The number of days in the mean range. */
const RANGE_DAYS = 5;

/** The mean range of an instrument's last days, in points; null without any known day. */
function meanRange(view: MarketView, key: Omit<SeriesKey, "ut">): number | null {
  const daily = view.series({ ...key, ut: "daily" });
  if (daily.kind === "unavailable") return null;
  const days = daily.candles.slice(-RANGE_DAYS);
  if (days.length === 0) return null;
  return days.reduce((sum, { high, low }) => sum + high - low, 0) / days.length;
}
