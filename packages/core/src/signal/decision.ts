import type { Instrument } from "../market/instrument.ts";
import { marketOf } from "../market/session.ts";
import { type Instant, toIso } from "../time/instant.ts";
import { evaluate } from "../workflow/evaluate.ts";
import type { MarketView } from "../workflow/market-view.ts";
import type { Workflow } from "../workflow/workflow.ts";
import { type OrderSignal, signalId } from "./order-signal.ts";

/** What one workflow comes to at one tick. `silent`: decided, and the condition does not hold. */
export type Decision =
  | { readonly kind: "signal"; readonly signal: OrderSignal }
  | { readonly kind: "silent" }
  | { readonly kind: "skipped"; readonly reason: string; readonly detail: string }
  | { readonly kind: "failed"; readonly reason: string; readonly detail: string };

/** Decides a workflow on what the market shows. Never throws: whatever goes wrong is this
 *  workflow's alone. `instrument` is the cfd. */
export function decide(input: {
  readonly workflow: Workflow;
  readonly view: MarketView;
  readonly instrument: Instrument;
  readonly tick: Instant;
  readonly executionContext: string;
}): Decision {
  try {
    return decideOrThrow(input);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { kind: "failed", reason: "the evaluation failed", detail };
  }
}

function decideOrThrow(input: Parameters<typeof decide>[0]): Decision {
  const { workflow, view, instrument, tick, executionContext } = input;
  const evaluation = evaluate({ workflow, view, instrument });
  if (evaluation.kind === "no_signal") return { kind: "silent" };
  if (evaluation.kind === "skipped") {
    return { kind: "skipped", reason: evaluation.reason, detail: evaluation.detail };
  }
  const signal: OrderSignal = {
    schema: 1,
    id: signalId(workflow.id, tick),
    workflow_id: workflow.id,
    workflow_name: workflow.name,
    workflow_version: workflow.version,
    placed_at: tick,
    ...evaluation.order,
    market: marketOf(workflow, instrument),
    dry_run: workflow.dry_run,
    execution_context: executionContext,
  };
  const earlier = signalledForCandle(workflow, signal);
  if (earlier === null) return { kind: "signal", signal };
  return {
    kind: "skipped",
    reason: "signalled already for this candle",
    detail: `the order of ${toIso(earlier.placed_at)} has the same condition candle`,
  };
}

/** With `once_per_candle`: the order of an earlier tick that signalled the same thing. It reads the
 *  projection, so it costs nothing, and is best effort while persistence lags. */
function signalledForCandle(workflow: Workflow, signal: OrderSignal) {
  const last = workflow.last_order;
  if (workflow.repeat !== "once_per_candle" || last === undefined) return null;
  const isSame =
    last.placed_at < signal.placed_at &&
    last.condition_candle.start === signal.condition_candle.start &&
    last.order_direction === signal.order_direction &&
    last.dry_run === signal.dry_run &&
    last.workflow_version === signal.workflow_version;
  return isSame ? last : null;
}
