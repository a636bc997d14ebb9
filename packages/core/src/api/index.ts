export {
  CHARTED_INSTRUMENTS,
  CHARTED_UNIT_TIMES,
  type Chart,
  type ChartedInstrument,
  type ChartedUnitTime,
  type ChartLine,
  chartSchema,
} from "./chart.ts";
export { chartLines } from "./chart-line.ts";
export {
  API_BASE,
  type AssetWorkflows,
  assetWorkflowsSchema,
  type FieldError,
  type ImportPreview,
  type ImportResult,
  type IndicatorTypes,
  importPreviewSchema,
  importResultSchema,
  indicatorTypesSchema,
  type LatestOrders,
  latestOrdersSchema,
  type Now,
  type OrderDetail,
  type OrderHistory,
  type OrderItem,
  type OrderOutcomes,
  orderDetailSchema,
  orderHistorySchema,
  orderItemSchema,
  orderOutcomesSchema,
  type Problem,
  problemSchema,
  type SignalList,
  sentWorkflowSchema,
  signalListSchema,
  type WorkflowDetail,
  type WorkflowList,
  type WorkflowScore,
  type WorkflowSummary,
  workflowDetailSchema,
  workflowListSchema,
  workflowOutcomesSchema,
  workflowScoreSchema,
  workflowSnoozeSchema,
} from "./contract.ts";
export {
  type DraftPreview,
  draftPreviewSchema,
  type InstrumentList,
  instrumentListSchema,
  MAX_INSTRUMENT_CODES,
} from "./drafting.ts";
export { type Explain, explainSchema } from "./explain.ts";
export { decodeInstants, encodeInstants, INSTANT_FIELDS } from "./instant-codec.ts";
export type {
  DiscardDeadLetters,
  ListDeadLetters,
  OperationsPort,
  ReadStatus,
  RedriveDeadLetters,
  StartRun,
  TestChannel,
} from "./operations-port.ts";
export { problemsOf } from "./problems.ts";
export { MAX_REPLAY_DAYS, type Replay, replaySchema } from "./replay.ts";
export {
  listChangesSchema,
  type RowTexts,
  rowChanges,
  rowTexts,
  withChanges,
} from "./row-changes.ts";
export { type RunDecisions, runDecisionsSchema } from "./run-decisions.ts";
export {
  type ChannelStatus,
  channelTestAnswerSchema,
  type DeadLetter,
  deadLettersSchema,
  discardRequestSchema,
  discardResultSchema,
  healthSchema,
  MAX_DEAD_LETTERS,
  type QueueStatus,
  type RebuildPage,
  type RedriveResult,
  type RunAnswer,
  rebuildPageSchema,
  redriveResultSchema,
  runAnswerSchema,
  type SystemStatus,
  systemStatusSchema,
} from "./status.ts";
export {
  type Trace,
  type TraceHop,
  traceSchema,
} from "./trace.ts";
export type { FindMessage, FoundMessage, TraceFacts } from "./trace-facts.ts";
export { traceHops } from "./trace-hops.ts";
export {
  comparePositions,
  type DecidedRun,
  latestOrders,
  type SummaryPosition,
  summaryPosition,
  workflowSummary,
} from "./workflow-summary.ts";
