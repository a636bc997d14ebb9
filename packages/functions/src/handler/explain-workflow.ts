import type { Explain } from "@bellwether/core/api";
import {
  COMBO_CANDLES,
  comboParts,
  IndicatorError,
  precisionFor,
} from "@bellwether/core/indicator";
import {
  failureOf,
  type Instrument,
  isTickDue,
  MarketError,
  type MarketPort,
  sessionOf,
} from "@bellwether/core/market";
import { whyDecidedOtherwise } from "@bellwether/core/run";
import {
  type Decision,
  decide,
  type EvaluationBefore,
  type ReadDecisions,
  type WorkflowDecision,
  workflowDecision,
} from "@bellwether/core/signal";
import type { Instant } from "@bellwether/core/time";
import {
  evaluate,
  isActive,
  type MarketView,
  proposedPrice,
  proposedType,
  type Workflow,
} from "@bellwether/core/workflow";
import { findInstruments, readMarket } from "./market-reading.ts";
import { readHistory } from "./replay-history.ts";

export type ExplainDeps = Readonly<{
  market: Pick<MarketPort, "readCandles" | "findInstrument">;
  readDecisions: ReadDecisions;
}>;

/** Why a workflow does or does not signal at an instant: the engine's own evaluation, of one
 *  workflow, that emits nothing. It looks at the market also where a run would not (disabled, past
 *  its end, closed), so that the trader sees how things stand; `outcome` says what a run would do, as
 *  the evaluation before has it. */
export async function explainWorkflow(
  { market }: Pick<ExplainDeps, "market">,
  workflow: Workflow,
  asOf: Instant,
  before: EvaluationBefore | null = null,
): Promise<Explain> {
  const [index, instrument] = await Promise.all([
    instrumentOf(market, workflow.index),
    instrumentOf(market, workflow.cfd),
  ]);
  if (instrument instanceof MarketError) return unknownInstrument(workflow, asOf, instrument);
  const view = await readMarket(market, [{ workflow, instrument }], asOf);
  return explanationOf({ workflow, index, instrument, view, before }, asOf);
}

/** The same at an earlier tick, on the market's present candles, together with the decision of that
 *  tick's run. Rejects with `MarketError` when the market does not answer. */
export async function explainTick(
  { market, readDecisions }: ExplainDeps,
  workflow: Workflow,
  tick: Instant,
): Promise<Explain> {
  const [index, cfd, decisions] = await Promise.all([
    instrumentOf(market, workflow.index),
    instrumentOf(market, workflow.cfd),
    readDecisions(tick),
  ]);
  // Its last order is newer than the tick and must not influence the explanation.
  const { last_order: _later, ...then } = workflow;
  const decided = decisions.find(({ workflow_id }) => workflow_id === workflow.id);
  if (cfd instanceof MarketError || index instanceof MarketError) {
    const error = cfd instanceof MarketError ? cfd : (index as MarketError);
    const explained = unknownInstrument(then, tick, error);
    return { ...explained, decided: decided === undefined ? null : { ...decided, differs: null } };
  }
  const viewAt = await readHistory(market, { workflow: then, index, cfd }, [tick]);
  const subject = { workflow: then, index, instrument: cfd, view: viewAt(tick), before: null };
  const explained = explanationOf(subject, tick);
  if (decided === undefined) return explained;
  const replayed = replayedDecision(explained, decisionOf(subject, tick));
  const differs = whyDecidedOtherwise(workflow, tick, decided, replayed);
  return { ...explained, decided: { ...decided, differs } };
}

/** What a run would store of a tick: nothing is due for a workflow that is switched off since, though its
 *  explanation looks at the market. */
function replayedDecision(
  { workflow_id, outcome, reason }: Explain,
  decision: Decision,
): WorkflowDecision {
  const replayed = workflowDecision(workflow_id, decision);
  if (outcome === replayed.outcome) return replayed;
  const isDue = outcome !== "inactive" && outcome !== "closed";
  return { ...replayed, outcome: isDue ? outcome : "skipped", reason };
}

async function instrumentOf(
  market: ExplainDeps["market"],
  code: string,
): Promise<Instrument | MarketError> {
  const unknown = new MarketError("unknown-instrument", `nothing is known of ${code}`, {
    retryable: false,
  });
  return (await findInstruments(market, [code])).get(code) ?? unknown;
}

function aboutOf(workflow: Workflow, asOf: Instant) {
  return {
    workflow_id: workflow.id,
    workflow_version: workflow.version,
    index: workflow.index,
    cfd: workflow.cfd,
    decided: null,
    as_of: asOf,
  };
}

function unknownInstrument(workflow: Workflow, asOf: Instant, error: MarketError): Explain {
  return {
    ...aboutOf(workflow, asOf),
    market: sessionOf(workflow),
    price_decimals: null,
    outcome: isActive(workflow, asOf) ? "skipped" : "inactive",
    reason: failureOf(error),
    detail: error.message,
    explanation: null,
    proposal: null,
    combos: [],
  };
}

type Explained = Readonly<{
  workflow: Workflow;
  index: Instrument | MarketError;
  /** The cfd. */
  instrument: Instrument;
  view: MarketView;
  before: EvaluationBefore | null;
}>;

function explanationOf(explained: Explained, asOf: Instant): Explain {
  const { workflow, instrument, view } = explained;
  const decision = decisionOf(explained, asOf);
  return {
    ...aboutOf(workflow, asOf),
    market: sessionOf(workflow, instrument),
    price_decimals: instrument.decimals,
    ...outcomeOf(workflow, instrument, decision, asOf),
    // What failed there would fail here again.
    ...(decision.kind === "failed"
      ? { explanation: null, proposal: null, combos: [] }
      : {
          explanation: evaluate({ workflow, view, instrument }).explanation,
          proposal: proposalOf(explained),
          combos: combosOf(explained),
        }),
  };
}

function decisionOf({ workflow, instrument, view, before }: Explained, tick: Instant): Decision {
  return decide({ workflow, view, instrument, tick, before, executionContext: "explain" });
}

function proposalOf({ workflow, instrument, view }: Explained): Explain["proposal"] {
  const { cfd, trigger } = workflow;
  const series = view.series({
    code: cfd,
    session: sessionOf(workflow, instrument),
    ut: trigger.ut,
  });
  const candle = series.kind === "series" ? series.candles.at(-1) : undefined;
  if (candle === undefined) return null;
  const price = proposedPrice(trigger, candle);
  return {
    order_price: price,
    order_quantity: trigger.quantity,
    order_direction: trigger.order_direction === "buy" ? "BUY" : "SELL",
    order_type: proposedType(trigger),
    away_percent: candle.close === 0 ? 0 : (100 * (price - candle.close)) / candle.close,
  };
}

function combosOf({ workflow, index, instrument, view }: Explained): Explain["combos"] {
  const session = sessionOf(workflow, instrument);
  const precision = index instanceof MarketError ? undefined : precisionFor(index);
  return workflow.conditions.flatMap(({ indicator: { name, ut } }) => {
    const series = name === "combo" ? view.series({ code: workflow.index, session, ut }) : null;
    if (series?.kind !== "series") return [];
    try {
      return [{ ut, parts: [...comboParts(series.candles.slice(-COMBO_CANDLES), precision)] }];
    } catch (error) {
      // Prices of zero: the explanation already gives the reason.
      if (error instanceof IndicatorError) return [];
      throw error;
    }
  });
}

function outcomeOf(
  workflow: Workflow,
  instrument: Instrument,
  decision: Decision,
  asOf: Instant,
): Pick<Explain, "outcome" | "reason" | "detail"> {
  if (!isActive(workflow, asOf)) {
    const reason = workflow.enable ? "past its end date" : "disabled";
    return { outcome: "inactive", reason, detail: null };
  }
  const session = sessionOf(workflow, instrument);
  if (!isTickDue({ session, code: workflow.cfd }, asOf)) {
    return { outcome: "closed", reason: "market closed", detail: workflow.cfd };
  }
  switch (decision.kind) {
    case "signal":
      return { outcome: "signal", reason: null, detail: null };
    case "no_signal":
      return { outcome: "no_signal", reason: "condition does not hold", detail: null };
    default:
      return { outcome: decision.kind, reason: decision.reason, detail: decision.detail };
  }
}
