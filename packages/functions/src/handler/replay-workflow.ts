import { setImmediate } from "node:timers/promises";
import { type Instrument, isTickDue, type MarketPort, sessionOf } from "@bellwether/core/market";
import { orderOf } from "@bellwether/core/order";
import { lastOrderOf } from "@bellwether/core/projection";
import {
  decide,
  type EvaluationBefore,
  type OrderSignal,
  type WorkflowDecision,
  workflowDecision,
} from "@bellwether/core/signal";
import { HALF_HOUR_SECONDS, type Instant, tickAfter } from "@bellwether/core/time";
import { isActive, type Workflow } from "@bellwether/core/workflow";
import { readHistory } from "./replay-history.ts";

export type ReplayDeps = Readonly<{
  market: Pick<MarketPort, "readCandles" | "findInstrument">;
  /** Called after each tick. */
  onProgress?: (progress: { readonly done: number; readonly total: number; tick: Instant }) => void;
  /** Called with the decision of each tick. */
  onDecision?: (tick: Instant, decision: WorkflowDecision) => void;
  /** When it aborts, the replay ends after the current tick. */
  stopping?: AbortSignal;
}>;

export type WorkflowReplay = Readonly<{
  /** Decimals a price of the cfd is shown with. */
  price_decimals: number;
  /** Ticks at which the workflow was decided. */
  evaluated: number;
  signals: readonly OrderSignal[];
  /** Ticks at which it could not be decided, counted by the reason. */
  skipped: Readonly<Record<string, number>>;
}>;

/** After this many ticks, the event loop gets a turn. */
const TICKS_AT_ONCE = 10;

/** What a workflow would have signalled at the ticks after `from` and up to `to`: the engine's own
 *  evaluation at each, without side effects. An order of an earlier tick counts as its last order,
 *  as the projection would show it. Rejects with `MarketError` when an instrument is not known or the
 *  market does not answer. */
export async function replayWorkflow(
  { market, onProgress, onDecision, stopping }: ReplayDeps,
  workflow: Workflow,
  { from, to }: { readonly from: Instant; readonly to: Instant },
): Promise<WorkflowReplay> {
  const [index, instrument] = await Promise.all([
    market.findInstrument(workflow.index),
    market.findInstrument(workflow.cfd),
  ]);
  const ticks = ticksOf(workflow, instrument, from, to);
  const viewAt = await readHistory(market, { workflow, index, cfd: instrument }, ticks);
  const signals: OrderSignal[] = [];
  const skipped: Record<string, number> = {};
  const { last_order: _now, ...fresh } = workflow;
  let current: Workflow = fresh;
  let before: EvaluationBefore | null = null;
  let evaluated = 0;
  for (const [nth, tick] of ticks.entries()) {
    if (stopping?.aborted === true) break;
    if (nth % TICKS_AT_ONCE === 0) await setImmediate();
    const decision = decide({
      workflow: current,
      view: viewAt(tick),
      instrument,
      tick,
      before,
      executionContext: "replay",
    });
    const decided = workflowDecision(workflow.id, decision);
    before = { tick, decision: decided };
    onDecision?.(tick, decided);
    if (decision.kind === "signal") {
      signals.push(decision.signal);
      current = { ...current, last_order: lastOrderOf(orderOf(decision.signal)) };
    }
    if (decision.kind === "signal" || decision.kind === "no_signal") evaluated += 1;
    else skipped[decision.reason] = (skipped[decision.reason] ?? 0) + 1;
    onProgress?.({ done: nth + 1, total: ticks.length, tick });
  }
  return { price_decimals: instrument.decimals, evaluated, signals, skipped };
}

/** The ticks at which a run would evaluate the workflow. */
function ticksOf(
  workflow: Workflow,
  instrument: Instrument,
  from: Instant,
  to: Instant,
): readonly Instant[] {
  const traded = { session: sessionOf(workflow, instrument), code: workflow.cfd };
  const ticks: Instant[] = [];
  for (let tick = tickAfter(from); tick <= to; tick += HALF_HOUR_SECONDS) {
    if (isActive(workflow, tick) && isTickDue(traded, tick)) ticks.push(tick);
  }
  return ticks;
}
