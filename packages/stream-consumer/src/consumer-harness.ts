/** A worker on a scripted stream that records everything it does: for tests. */
import type { CheckpointStore } from "./checkpoint.ts";
import { streamConsumer } from "./consumer.ts";
import type { StreamConsumerEvent, StreamGap } from "./consumer-event.ts";
import type { StreamConsumer, StreamConsumerOptions } from "./consumer-interface.ts";
import { memoryCheckpointStore } from "./memory-checkpoint-store.ts";
import {
  type ScriptedStream,
  type ScriptedStreamOptions,
  scriptedStream,
} from "./scripted-stream.ts";
import type { ShardReaderDeps, StreamHandler } from "./shard-reader.ts";
import type { StreamClient, StreamRecord } from "./stream-client.ts";

/** The shard that a scripted stream begins with. */
export const FIRST_SHARD = "shardId-00000000000000000001";

export type ConsumerHarness = {
  /** The clock. It advances while the consumer sleeps, and only then. */
  nowMs: number;
  stream: ScriptedStream;
  /** What the consumer calls; a test may wrap it. */
  client: StreamClient;
  checkpoints: CheckpointStore;
  /** Names of the items that `takeAll` handled. */
  handled: string[];
  parked: string[];
  gaps: StreamGap[];
  events: StreamConsumerEvent[];
  /** Iterators and reads requested. */
  calls: string[];
  readonly takeAll: StreamHandler;
  /** Replaces the scripted stream. */
  readonly script: (over?: Partial<ScriptedStreamOptions>) => void;
  /** Writes items and returns their names. */
  readonly write: (count: number) => string[];
  readonly start: (
    handler?: StreamHandler,
    options?: Partial<StreamConsumerOptions>,
    deps?: Partial<ShardReaderDeps>,
  ) => StreamConsumer;
  /** Starts, catches up and stops. */
  readonly runOnce: (...worker: Parameters<ConsumerHarness["start"]>) => Promise<StreamConsumer>;
  /** The gaps other than that of a new stream. */
  readonly lossGaps: () => readonly StreamGap[];
  /** Sequence number of an item in the first shard. */
  readonly sequenceNumberOf: (name: string) => Promise<string>;
  /** Stops every worker. */
  readonly clear: () => Promise<void>;
};

export function consumerHarness(): ConsumerHarness {
  let written = 0;
  const workers: StreamConsumer[] = [];
  const first = scriptedStream({ table: "orders", systemNow: () => harness.nowMs });
  const harness: ConsumerHarness = {
    nowMs: 1_795_428_060_000,
    stream: first,
    client: first.client,
    checkpoints: memoryCheckpointStore(),
    handled: [],
    parked: [],
    gaps: [],
    events: [],
    calls: [],
    takeAll: async ({ Records }) => {
      harness.handled.push(...Records.map(nameOf));
    },
    script(over = {}) {
      harness.stream = scriptedStream({ table: "orders", systemNow: () => harness.nowMs, ...over });
      harness.client = harness.stream.client;
    },
    write: (count) =>
      Array.from({ length: count }, () => {
        written += 1;
        const name = `item ${written}`;
        harness.stream.append({
          eventName: "INSERT",
          partition: name,
          Keys: { name: { S: name } },
        });
        return name;
      }),
    start(handler = harness.takeAll, options = {}, deps = {}) {
      const consumer = streamConsumer(
        { ...depsOf(harness, handler), ...deps },
        { table: "orders", owner: "test", ...options },
      );
      workers.push(consumer);
      consumer.start();
      return consumer;
    },
    async runOnce(...worker) {
      const consumer = harness.start(...worker);
      await consumer.caughtUp();
      await consumer.stop();
      return consumer;
    },
    lossGaps: () => harness.gaps.filter(({ kind }) => kind !== "new-stream"),
    async sequenceNumberOf(name) {
      const { client } = harness.stream;
      const iterator = await client.getIterator("", FIRST_SHARD, { kind: "horizon" });
      const { records } = await client.getRecords(iterator, 1_000);
      return sequenceOf(records.find((record) => nameOf(record) === name));
    },
    async clear() {
      await Promise.all(workers.map((consumer) => consumer.stop()));
    },
  };
  return harness;
}

function depsOf(
  harness: ConsumerHarness,
  handler: StreamHandler,
): Parameters<typeof streamConsumer>[0] {
  return {
    client: {
      listStreams: (table) => harness.client.listStreams(table),
      describe: (stream, after) => harness.client.describe(stream, after),
      getIterator: (stream, shard, position) => {
        harness.calls.push(`iterator ${shard} ${position.kind}`);
        return harness.client.getIterator(stream, shard, position);
      },
      getRecords: (iterator, limit) => {
        harness.calls.push("records");
        return harness.client.getRecords(iterator, limit);
      },
    },
    checkpoints: harness.checkpoints,
    handler,
    park: async (records) => {
      harness.parked.push(...records.map(nameOf));
    },
    recover: async (gap) => {
      harness.gaps.push(gap);
    },
    observe: (event) => harness.events.push(event),
    systemNow: () => harness.nowMs,
    random: () => 0.5,
    sleep: async (durationMs) => {
      harness.nowMs += durationMs;
      await turn();
    },
  };
}

/** Lets pending work continue. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

export function nameOf(record: StreamRecord): string {
  return record.dynamodb?.Keys?.["name"]?.S ?? "";
}

export function sequenceOf(record: StreamRecord | undefined): string {
  return record?.dynamodb?.SequenceNumber ?? "";
}
