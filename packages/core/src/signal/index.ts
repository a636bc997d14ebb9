export {
  type Decision,
  decide,
  undecided,
  workflowDecision,
} from "./decision.ts";
export type {
  DecisionStore,
  PutDecisions,
  ReadDecisions,
} from "./decision-store.ts";
export { type Episode, type EvaluationBefore, previousDueTick } from "./episode.ts";
export {
  type EpisodeCut,
  type EpisodeCutStore,
  endsOfCut,
  episodeCut,
  episodeCutSchema,
} from "./episode-cut.ts";
export {
  type EndReason,
  type EpisodeEnded,
  episodeEnded,
} from "./episode-ended.ts";
export {
  ENGINE_SOURCE,
  isPricePassed,
  type LastOutcome,
  ORDER_SIGNAL,
  type OrderSignal,
  orderSignalSchema,
  parseSignalId,
  signalId,
} from "./order-signal.ts";
export { quantityText } from "./quantity.ts";
export { MAX_RANGES, type Range, rangeOf, rangeSchema } from "./range.ts";
export {
  completeParts,
  DECISION_OUTCOMES,
  type WorkflowDecision,
  type WorkflowsDecided,
  workflowsDecided,
} from "./workflows-decided.ts";
