export { type Checkpoint, type CheckpointStore, FencedError } from "./checkpoint.ts";
export { type StreamConsumer, type StreamConsumerOptions, streamConsumer } from "./consumer.ts";
export type { StreamConsumerEvent, StreamGap } from "./consumer-event.ts";
export { scriptedStream } from "./scripted-stream.ts";
export type { StreamHandler } from "./shard-reader.ts";
export {
  type StreamClient,
  StreamError,
  type StreamErrorCode,
  type StreamRecord,
} from "./stream-client.ts";
