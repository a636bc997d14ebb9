export { type Outcome, type OutcomeOrder, outcomeOf } from "./outcome.ts";
export { figureText, outcomeText, pointsText } from "./outcome-text.ts";
export { type Score, scoreOf, scoreSchema } from "./score.ts";
export {
  type PutScore,
  WORKFLOW_SCORED,
} from "./workflow-scored.ts";
