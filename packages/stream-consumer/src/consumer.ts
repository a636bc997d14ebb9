import type {
  StreamConsumer,
  StreamConsumerDeps,
  StreamConsumerOptions,
} from "./consumer-interface.ts";
import { Worker } from "./worker.ts";

const DEFAULTS = {
  batchSize: 100,
  idleMs: 1_000,
  discoverMs: 30_000,
  maxAttempts: 8,
  maxRecordAgeMs: 23 * 3_600_000,
  backoff: { baseMs: 100, maxMs: 10_000 },
} as const satisfies Partial<StreamConsumerOptions>;

/** Follows the stream of a table as one worker: delivers each change to the handler at least once,
 *  the changes of one item in order, and keeps a checkpoint for each shard.
 *
 *  ```ts
 *  const consumer = streamConsumer(
 *    {
 *      ...processRuntime,
 *      client: dynamoStreamClient(new DynamoDBStreamsClient()),
 *      checkpoints: dynamoCheckpointStore({ documents, table: "checkpoints" }),
 *      handler: async ({ Records }) => console.log(Records.length),
 *      park: async (records, reason) => deadLetters.put(records, reason),
 *      recover: async (gap) => rebuildEverything(gap),
 *      observe: (event) => console.log(JSON.stringify(event)),
 *    },
 *    { table: "orders", owner: "worker 1" },
 *  );
 *  consumer.start();
 *  ``` */
export function streamConsumer(
  deps: StreamConsumerDeps,
  options: StreamConsumerOptions,
): StreamConsumer {
  return new Worker(deps, { ...DEFAULTS, ...options });
}
