export { type Evaluation, evaluate, isActive } from "./evaluate.ts";
export {
  type ConditionExplanation,
  decisiveCondition,
  type Explanation,
  type RangeTest,
} from "./explanation.ts";
export { formatWorkflowFile } from "./export.ts";
export { fieldProblem } from "./field-problem.ts";
export {
  parseReferenceFile,
  parseWorkflowFile,
} from "./import.ts";
export type { ConditionChoice, ImportedWorkflow } from "./import-entry.ts";
export type { ImportError } from "./import-error.ts";
export {
  INDICATOR_LABELS,
  INDICATOR_NAMES,
  INDICATOR_WORDS,
  type Indicator,
  type IndicatorName,
  type IndicatorValue,
} from "./indicator.ts";
export {
  type MarketView,
  marketView,
  memoisedView,
  type OpenDays,
  type RowSource,
} from "./market-view.ts";
export { proposedPrice, proposedType } from "./proposal.ts";
export { planReads, readPlan } from "./read-plan.ts";
export { hasCandles, reviewOffset, reviewWorkflow } from "./review.ts";
export type { Snooze } from "./snooze.ts";
export {
  type Condition,
  conditionSchema,
  MAX_CONDITIONS,
  nameKey,
  type Trigger,
  triggerSchema,
  type Workflow,
  type WorkflowDraft,
  workflowDraftSchema,
  workflowSchema,
} from "./workflow.ts";
export { WORKFLOW_STATUSES, type WorkflowStatus, workflowStatus } from "./workflow-status.ts";
export type {
  CreateOutcome,
  ScanWorkflows,
  UpdateOutcome,
  WorkflowStore,
} from "./workflow-store.ts";
