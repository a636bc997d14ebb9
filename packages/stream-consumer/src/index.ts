/** Follows the stream of one DynamoDB table from one process. Start with `streamConsumer`. */
export { type Checkpoint, type CheckpointStore, FencedError } from "./checkpoint.ts";
export { streamConsumer } from "./consumer.ts";
export type { StreamConsumerEvent, StreamGap } from "./consumer-event.ts";
export type {
  StreamConsumer,
  StreamConsumerDeps,
  StreamConsumerOptions,
  StreamConsumerSnapshot,
} from "./consumer-interface.ts";
export { CHECKPOINT_TABLE, dynamoCheckpointStore } from "./dynamodb/checkpoint-store.ts";
export { dynamoStreamClient } from "./dynamodb/stream-client.ts";
export { memoryCheckpointStore } from "./memory-checkpoint-store.ts";
export { processRuntime } from "./process-runtime.ts";
export type { StreamHandler } from "./shard-reader.ts";
export {
  type Shard,
  type ShardPosition,
  type StreamClient,
  StreamError,
  type StreamErrorCode,
  type StreamRecord,
} from "./stream-client.ts";
