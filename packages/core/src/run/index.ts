export {
  type Audit,
  type AuditStore,
  auditSchema,
  auditSentences,
  type Difference,
  type DifferenceReason,
  differenceOf,
  differencesByReason,
  whyDecidedOtherwise,
} from "./audit.ts";
export { type DaySummary, daySummary } from "./day-summary.ts";
export {
  type PauseChanged,
  type PauseState,
  pauseChangedSchema,
  pauseStateSchema,
} from "./pause-changed.ts";
export type { PauseStore, ReadPause } from "./pause-store.ts";
export {
  BROKEN_WORKFLOW,
  MAX_REASON_EXAMPLES,
  type RunCompleted,
  type RunReason,
  runCompletedSchema,
} from "./run-completed.ts";
export { missedTicks, type RunMissed, runMissedSchema } from "./run-missed.ts";
export {
  type RunFindings,
  type RunPart,
  type RunPartStore,
  runOfParts,
  runPartSchema,
} from "./run-part.ts";
export type { ListRuns, PutRun, RunStore } from "./run-store.ts";
export { runTally } from "./run-tally.ts";
export {
  type Observation,
  observed,
  STUCK_AFTER_TICKS,
  type TroubleChanged,
} from "./trouble.ts";
