import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { NewId, Random } from "@bellwether/core/chance";
import type { Log } from "@bellwether/core/log";
import type { MarketPort } from "@bellwether/core/market";
import { BATCH_SIZE, CONSUMERS, type PostMessage } from "@bellwether/core/signal";
import type { MarketNow, Sleep, SystemNow } from "@bellwether/core/time";
import type { DynamoConnection, TableNames } from "@bellwether/functions/adapter/dynamodb";
import {
  notifyHandler,
  persistHandler,
  queuedRuns,
  recordHandler,
} from "@bellwether/functions/handler";
import { localBus } from "../bus/local-bus.ts";
import { removeExpired } from "../expiry/expiry.ts";
import { type QueueHandler, runConsumer } from "../queue/consumer.ts";
import { openQueues, type Queues } from "../queue/queue.ts";
import { dynamoQueueStore } from "../queue/queue-store.ts";
import { type Engine, openEngine } from "./engine.ts";
import { parkedRecordsHandler } from "./parked-records.ts";
import type { PipelineMeter } from "./pipeline-meter.ts";
import { openProjector, type Projector } from "./projector.ts";
import { openStores, type Stores } from "./stores.ts";

/** Queues beside the consumers': the ticks to run, and the stream records that were parked. */
export const TICK_QUEUE = "generate";
export const PARKED_QUEUE = "project";

export type PipelineDeps = Readonly<{
  client: DynamoDBClient;
  documents: DynamoDBDocumentClient;
  names: TableNames;
  queuesTable: string;
  connection: DynamoConnection;
  /** Whether to keep the workflows between scans: nothing else writes the database. */
  keepWorkflows: boolean;
  market: MarketPort;
  postMessage: PostMessage;
  /** Pause between two messages to one channel, milliseconds. */
  messageIntervalMs: number;
  meter: PipelineMeter;
  log: Log;
  marketNow: MarketNow;
  systemNow: SystemNow;
  sleep: Sleep;
  random: Random;
  newId: NewId;
}>;

/** Opened, and not yet delivering: the engine runs and events are queued. */
export type Pipeline = Readonly<{
  stores: Stores;
  queues: Queues;
  engine: Engine;
  stream: Projector["stream"];
  /** Resolves once every order stored by this process before the call is projected. */
  projected: Projector["projected"];
  /** Starts deliveries. `dashboardUrl` is the origin that messages link to. */
  start: (dashboardUrl: string) => RunningPipeline;
}>;

export type RunningPipeline = Readonly<{
  /** Finishes the deliveries in hand. What is left is delivered after the next start. */
  stop: () => Promise<void>;
}>;

/** The same handlers as on AWS, between the local bus, durable queues and the stream consumer. */
export async function openPipeline(deps: PipelineDeps): Promise<Pipeline> {
  const { documents, queuesTable, sleep } = deps;
  const stores = openStores(deps);
  const queues = await openQueues(
    { ...deps, store: dynamoQueueStore({ documents, tableName: queuesTable, sleep }) },
    [...CONSUMERS, TICK_QUEUE, PARKED_QUEUE],
  );
  const engine = openEngine(deps, stores, localBus(queues));
  const projector = openProjector(deps, stores, queues.queue(PARKED_QUEUE));
  const parts = { stores, queues, engine, projector };
  return {
    stores,
    queues,
    engine,
    stream: projector.stream,
    projected: projector.projected,
    start: (dashboardUrl) => startPipeline(deps, parts, dashboardUrl),
  };
}

type Parts = Readonly<{ stores: Stores; queues: Queues; engine: Engine; projector: Projector }>;

function startPipeline(deps: PipelineDeps, parts: Parts, dashboardUrl: string): RunningPipeline {
  const { stores, queues, projector } = parts;
  const stopping = new AbortController();
  projector.stream.start();
  const handlers = queueHandlers(deps, parts, dashboardUrl, stopping.signal);
  const consumers = Object.entries(handlers).map(([name, handler]) =>
    runConsumer(deps, queues.queue(name), handler, batchSizeOf(name)),
  );
  const sweeping = removeExpired(deps, stopping.signal);
  // Ahead of the first page. A failure is reported to whoever asks next.
  if (deps.keepWorkflows) stores.workflows.scan().catch(() => {});
  return {
    async stop() {
      stopping.abort();
      await Promise.all([sweeping, ...consumers.map((consumer) => consumer.stop())]);
      await queues.flush();
      await projector.stream.stop();
    },
  };
}

function queueHandlers(
  deps: PipelineDeps,
  { stores, queues, engine, projector }: Parts,
  dashboardUrl: string,
  stopping: AbortSignal,
): Readonly<Record<string, QueueHandler>> {
  const { meter, log } = deps;
  const queueOf = (name: string) => {
    const { park, defer } = queues.queue(name);
    return { park, defer, log };
  };
  return {
    notify: notifyHandler({
      ...deps,
      ...queueOf("notify"),
      receipts: stores.receipts,
      async postMessage(message) {
        await deps.postMessage(message);
        meter.notified();
      },
      dashboardUrl: () => dashboardUrl,
      stopping,
    }),
    persist: persistHandler({
      ...queueOf("persist"),
      async putOrder(order) {
        const outcome = await stores.orders.put(order);
        meter.stored(order.id);
        projector.orderStored();
        return outcome;
      },
    }),
    record: recordHandler({
      ...queueOf("record"),
      putRun: stores.runs.put,
      putDecisions: stores.decisions.put,
    }),
    [TICK_QUEUE]: queuedRuns({ ...queueOf(TICK_QUEUE), run: engine.run }),
    [PARKED_QUEUE]: parkedRecordsHandler({
      ...queueOf(PARKED_QUEUE),
      projections: stores.projections,
    }),
  };
}

function batchSizeOf(queue: string): number {
  const consumer = CONSUMERS.find((name) => name === queue);
  return consumer === undefined ? 1 : BATCH_SIZE[consumer];
}
