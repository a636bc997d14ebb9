import type { Explain } from "@bellwether/core/api";
import {
  failureOf,
  type Instrument,
  isTickDue,
  MarketError,
  type MarketPort,
  marketOf,
} from "@bellwether/core/market";
import { decide } from "@bellwether/core/signal";
import type { Instant } from "@bellwether/core/time";
import { evaluate, isActive, type Workflow } from "@bellwether/core/workflow";
import { findInstruments, readMarket } from "./market-reading.ts";

/** Why a workflow does or does not signal at an instant: the engine's own evaluation, of one
 *  workflow, that emits nothing. It looks at the market also where a run would not (disabled, past
 *  its end, closed), so that the trader sees how things stand; `outcome` says what a run would do. */
export async function explainWorkflow(
  { market }: { readonly market: Pick<MarketPort, "readCandles" | "findInstrument"> },
  workflow: Workflow,
  asOf: Instant,
): Promise<Explain> {
  const about = {
    workflow_id: workflow.id,
    workflow_version: workflow.version,
    index: workflow.index,
    cfd: workflow.cfd,
    as_of: asOf,
  };
  const instrument = (await findInstruments(market, [workflow.cfd])).get(workflow.cfd);
  if (instrument === undefined || instrument instanceof MarketError) {
    return {
      ...about,
      market: marketOf(workflow),
      price_decimals: null,
      outcome: isActive(workflow, asOf) ? "skipped" : "inactive",
      reason: instrument === undefined ? "market unavailable" : failureOf(instrument),
      detail: instrument?.message ?? null,
      explanation: null,
    };
  }
  const view = await readMarket(market, [{ workflow, instrument }], asOf);
  const decision = decide({
    workflow,
    view,
    instrument,
    tick: asOf,
    before: null,
    executionContext: "explain",
  });
  return {
    ...about,
    market: marketOf(workflow, instrument),
    price_decimals: instrument.decimals,
    ...outcomeOf(workflow, instrument, decision, asOf),
    // What failed there would fail here again.
    explanation:
      decision.kind === "failed" ? null : evaluate({ workflow, view, instrument }).explanation,
  };
}

function outcomeOf(
  workflow: Workflow,
  instrument: Instrument,
  decision: ReturnType<typeof decide>,
  asOf: Instant,
): Pick<Explain, "outcome" | "reason" | "detail"> {
  if (!isActive(workflow, asOf)) {
    const reason = workflow.enable ? "past its end date" : "disabled";
    return { outcome: "inactive", reason, detail: null };
  }
  const market = marketOf(workflow, instrument);
  if (!isTickDue({ market, code: workflow.cfd }, asOf)) {
    return { outcome: "skipped", reason: "market closed", detail: workflow.cfd };
  }
  switch (decision.kind) {
    case "signal":
      return { outcome: "signal", reason: null, detail: null };
    case "no_signal":
      return { outcome: "no_signal", reason: "condition does not hold", detail: null };
    case "held_back":
      return { outcome: "skipped", reason: decision.reason, detail: decision.detail };
    default:
      return { outcome: decision.kind, reason: decision.reason, detail: decision.detail };
  }
}
