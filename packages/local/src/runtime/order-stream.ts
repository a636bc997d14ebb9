import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Random } from "@bellwether/core/chance";
import type { Log } from "@bellwether/core/log";
import type { Sleep, SystemNow } from "@bellwether/core/time";
import {
  type DynamoConnection,
  streamsClient,
  type TableNames,
} from "@bellwether/functions/adapter/dynamodb";
import {
  dynamoCheckpointStore,
  dynamoStreamClient,
  type StreamConsumer,
  type StreamConsumerEvent,
  type StreamGap,
  type StreamHandler,
  streamConsumer,
} from "@bellwether/stream-consumer";
import type { Queue } from "../queue/queue.ts";

export type OrderStreamDeps = Readonly<{
  documents: DynamoDBDocumentClient;
  names: TableNames;
  connection: DynamoConnection;
  handler: StreamHandler;
  /** Derives every projection, which restores what a gap in the stream may have lost. */
  rebuild: (gap: StreamGap) => Promise<void>;
  parked: Queue;
  log: Log;
  systemNow: SystemNow;
  sleep: Sleep;
  random: Random;
}>;

/** How often the stream is polled. Writes of this process wake the consumer at once. */
const IDLE_POLL_MS = 1_000;
const BATCH_SIZE = 500;

/** Follows the stream of the orders table on this machine. */
export function orderStream(deps: OrderStreamDeps): StreamConsumer {
  const client = streamsClient(deps.connection);
  const consumer = streamConsumer(
    {
      client: dynamoStreamClient(client),
      checkpoints: dynamoCheckpointStore({
        documents: deps.documents,
        table: deps.names.checkpoints,
      }),
      handler: deps.handler,
      park: async (records, reason) => {
        await deps.parked.park(JSON.stringify({ Records: records }), reason);
      },
      recover: deps.rebuild,
      observe: (event) => report(deps.log, event),
      systemNow: deps.systemNow,
      sleep: deps.sleep,
      random: deps.random,
    },
    {
      table: deps.names.workflow_orders,
      owner: `process ${process.pid}`,
      batchSize: BATCH_SIZE,
      idleMs: IDLE_POLL_MS,
    },
  );
  void consumer.ended.then(() => client.destroy());
  return consumer;
}

function report(log: Log, event: StreamConsumerEvent): void {
  switch (event.type) {
    case "parked":
      log.error("stream record parked", { sequence: event.sequence, reason: event.reason });
      break;
    case "gap":
      // Expected on a new database.
      if (event.gap.kind === "new-stream") log.info("stream found", { ...event.gap });
      else log.error("stream records may be missing: rebuilding", { ...event.gap });
      break;
    case "failed":
      log.warn("the stream cannot be read, retrying", { reason: event.reason });
      break;
    case "ended":
      log.error("the stream consumer stopped", { reason: event.reason });
      break;
    default:
      log.info(event.type, { ...event });
  }
}
