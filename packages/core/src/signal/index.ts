export { announcementText, signalTopic } from "./announcement.ts";
export {
  type Audit,
  type AuditStore,
  auditSchema,
  auditSentences,
  type Difference,
  type DifferenceReason,
  differenceOf,
  differencesByReason,
} from "./audit.ts";
export {
  type Channel,
  ChannelError,
  type ChannelErrorCode,
  type ChannelMessage,
  type EditMessage,
  type Markup,
  type PostMessage,
  type Topic,
} from "./channel.ts";
export { type DaySummary, daySummary } from "./day-summary.ts";
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
export { type EpisodeEnded, episodeEnded } from "./episode-ended.ts";
export {
  type EpisodeEvent,
  type EpisodeMessage,
  type EpisodeMessageStore,
  episodeKey,
  episodeMessageSchema,
  movedPoints,
  signalsIn,
  withEvents,
} from "./episode-message.ts";
export {
  explain,
  messageJson,
  PoisonMessageError,
  parseEnvelope,
  type ScheduledRun,
  scheduledRunSchema,
} from "./event-envelope.ts";
export {
  MEASURED_HOPS,
  type MeasuredHop,
  type ObserveHop,
  observeHop,
} from "./hop-latency.ts";
export {
  ENGINE_SOURCE,
  isPricePassed,
  ORDER_SIGNAL,
  type OrderSignal,
  orderSignalSchema,
  parseSignalId,
  signalId,
} from "./order-signal.ts";
export {
  type PauseChanged,
  type PauseState,
  pauseChangedSchema,
  pauseStateSchema,
} from "./pause-changed.ts";
export type { PauseStore, ReadPause } from "./pause-store.ts";
export { type DomainEvent, type Publish, PublishError } from "./publish.ts";
export { quantityText } from "./quantity.ts";
export type { MessageOutcome, QueueConsumer } from "./queue-consumer.ts";
export {
  type ClaimOutcome,
  type ReadReceipt,
  type Receipt,
  type ReceiptStore,
  receiptKey,
} from "./receipt-store.ts";
export {
  BATCH_SIZE,
  CONSUMERS,
  type Consumer,
  consumersWith,
  type EventPattern,
  MAX_RECEIVES,
  ROUTES,
  STORING_CONSUMERS,
  type StoringConsumer,
} from "./route.ts";
export {
  MAX_REASON_EXAMPLES,
  type RunCompleted,
  type RunReason,
  runCompletedSchema,
} from "./run-completed.ts";
export { missedTicks, type RunMissed, runMissedSchema } from "./run-missed.ts";
export {
  MAX_RANGES,
  type Range,
  type RunFindings,
  type RunPart,
  type RunPartStore,
  rangeOf,
  rangeSchema,
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
export {
  completeParts,
  DECISION_OUTCOMES,
  type WorkflowDecision,
  type WorkflowsDecided,
  workflowsDecided,
} from "./workflows-decided.ts";
