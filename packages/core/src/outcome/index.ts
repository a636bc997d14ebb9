export { type Outcome, type OutcomeOrder, outcomeOf } from "./outcome.ts";
export {
  figureText,
  outcomeSign,
  outcomeText,
  percentText,
  pointsText,
  scoreText,
} from "./outcome-text.ts";
export { type Score, scoreOf, scoreSchema } from "./score.ts";
export type { PutScore } from "./workflow-scored.ts";
