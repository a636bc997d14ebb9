import type { Outcome } from "@bellwether/core/outcome";
import * as z from "zod";
import { folded, searchWords } from "../../ui/search-words.ts";
import type { Signal } from "./api/queries.ts";

export const OUTCOMES = ["gain", "loss", "open", "not_filled"] as const;
export type OutcomeGroup = (typeof OUTCOMES)[number];

/** The search parameters of the signals page. An invalid parameter counts as absent. */
export const signalSearchSchema = z.object({
  q: z.coerce.string().max(200).optional().catch(undefined),
  instrument: z.coerce.string().max(100).optional().catch(undefined),
  direction: z.enum(["BUY", "SELL"]).optional().catch(undefined),
  mode: z.enum(["dry", "live"]).optional().catch(undefined),
  outcome: z.enum(OUTCOMES).optional().catch(undefined),
});
export type SignalSearch = z.output<typeof signalSearchSchema>;

/** The filters beside the words of the search. */
export const SIGNAL_FILTERS = ["instrument", "direction", "mode", "outcome"] as const;
export type SignalFilterName = (typeof SIGNAL_FILTERS)[number];

export type Outcomes = ReadonlyMap<string, Outcome>;

/** The signals that pass every filter, in their order. Search words match in workflow and instrument.
 *  A signal whose outcome is not known passes no filter of outcomes. */
export function filterSignals(
  signals: readonly Signal[],
  search: SignalSearch,
  outcomes: Outcomes,
): readonly Signal[] {
  const words = searchWords(search.q);
  return signals.filter(
    (signal) =>
      words.every((word) =>
        folded(`${signal.workflow_name} ${signal.order_code}`).includes(word),
      ) &&
      (search.instrument === undefined || signal.order_code === search.instrument) &&
      (search.direction === undefined || signal.order_direction === search.direction) &&
      (search.mode === undefined || signal.dry_run === (search.mode === "dry")) &&
      (search.outcome === undefined || outcomeGroup(outcomes.get(signal.id)) === search.outcome),
  );
}

/** A filled order is classified by its newest move, which is what the page shows of it. */
function outcomeGroup(outcome: Outcome | undefined): OutcomeGroup | null {
  if (outcome === undefined) return null;
  if (outcome.kind === "waiting") return "open";
  if (outcome.kind === "not_filled") return "not_filled";
  return (outcome.after.d1 ?? outcome.latest).points > 0 ? "gain" : "loss";
}

export function instrumentsOf(signals: readonly Signal[]): readonly string[] {
  return [...new Set(signals.map(({ order_code }) => order_code))].sort();
}
