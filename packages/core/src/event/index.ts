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
export { type DomainEvent, type Publish, PublishError } from "./publish.ts";
export type { MessageOutcome, QueueConsumer } from "./queue-consumer.ts";
export {
  batchSizeOf,
  type Consumer,
  consumersWith,
  type EventPattern,
  MAX_RECEIVES,
  routesTo,
  STORING_CONSUMERS,
  type StoringConsumer,
} from "./route.ts";
