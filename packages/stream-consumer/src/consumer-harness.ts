/** A worker on a scripted stream, with everything it does written down: for tests. */
import type { CheckpointStore } from "./checkpoint.ts";
import { type StreamConsumer, type StreamConsumerOptions, streamConsumer } from "./consumer.ts";
import type { StreamConsumerEvent, StreamGap } from "./consumer-event.ts";
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

export type ConsumerBench = {
  /** Moves on as the consumer sleeps, and only then. */
  nowMs: number;
  stream: ScriptedStream;
  /** What the consumer calls; a test may put its own in between. */
  client: StreamClient;
  checkpoints: CheckpointStore;
  /** Names of the items that `takeAll` was given. */
  handled: string[];
  parked: string[];
  gaps: StreamGap[];
  events: StreamConsumerEvent[];
  /** Iterators and reads asked for. */
  calls: string[];
  readonly takeAll: StreamHandler;
  /** Begins with another scripted stream. */
  readonly script: (over?: Partial<ScriptedStreamOptions>) => void;
  /** Writes items and answers with their names. */
  readonly write: (count: number) => string[];
  readonly start: (
    handler?: StreamHandler,
    options?: Partial<StreamConsumerOptions>,
    deps?: Partial<ShardReaderDeps>,
  ) => StreamConsumer;
  /** Starts, catches up and stops: what one worker does in its life. */
  readonly runOnce: (...worker: Parameters<ConsumerBench["start"]>) => Promise<StreamConsumer>;
  /** The gaps in which something was lost. */
  readonly lossGaps: () => readonly StreamGap[];
  /** Of an item in the first shard. */
  readonly sequenceNumberOf: (name: string) => Promise<string>;
  /** Ends every worker that is still running. */
  readonly clear: () => Promise<void>;
};

export function consumerBench(): ConsumerBench {
  let written = 0;
  const workers: StreamConsumer[] = [];
  const first = scriptedStream({ table: "orders", systemNow: () => bench.nowMs });
  const bench: ConsumerBench = {
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
      bench.handled.push(...Records.map(nameOf));
    },
    script(over = {}) {
      bench.stream = scriptedStream({ table: "orders", systemNow: () => bench.nowMs, ...over });
      bench.client = bench.stream.client;
    },
    write: (count) =>
      Array.from({ length: count }, () => {
        written += 1;
        const name = `item ${written}`;
        bench.stream.append({ eventName: "INSERT", partition: name, Keys: { name: { S: name } } });
        return name;
      }),
    start(handler = bench.takeAll, options = {}, deps = {}) {
      const consumer = streamConsumer(
        { ...depsOf(bench, handler), ...deps },
        { table: "orders", owner: "test", ...options },
      );
      workers.push(consumer);
      consumer.start();
      return consumer;
    },
    async runOnce(...worker) {
      const consumer = bench.start(...worker);
      await consumer.caughtUp();
      await consumer.stop();
      return consumer;
    },
    lossGaps: () => bench.gaps.filter(({ kind }) => kind !== "new-stream"),
    async sequenceNumberOf(name) {
      const { client } = bench.stream;
      const iterator = await client.getIterator("", FIRST_SHARD, { kind: "horizon" });
      const { records } = await client.getRecords(iterator, 1_000);
      return sequenceOf(records.find((record) => nameOf(record) === name));
    },
    async clear() {
      await Promise.all(workers.map((consumer) => consumer.stop()));
    },
  };
  return bench;
}

function depsOf(
  bench: ConsumerBench,
  handler: StreamHandler,
): Parameters<typeof streamConsumer>[0] {
  return {
    client: {
      listStreams: (table) => bench.client.listStreams(table),
      describe: (stream, after) => bench.client.describe(stream, after),
      getIterator: (stream, shard, position) => {
        bench.calls.push(`iterator ${shard} ${position.kind}`);
        return bench.client.getIterator(stream, shard, position);
      },
      getRecords: (iterator, limit) => {
        bench.calls.push("records");
        return bench.client.getRecords(iterator, limit);
      },
    },
    checkpoints: bench.checkpoints,
    handler,
    park: async (records) => {
      bench.parked.push(...records.map(nameOf));
    },
    recover: async (gap) => {
      bench.gaps.push(gap);
    },
    observe: (event) => bench.events.push(event),
    systemNow: () => bench.nowMs,
    random: () => 0.5,
    sleep: async (durationMs) => {
      bench.nowMs += durationMs;
      await turn();
    },
  };
}

/** Lets everything that can go on go on. */
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
