import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { NewId, Random } from "@bellwether/core/chance";
import type { Log } from "@bellwether/core/log";
import type { MarketPort } from "@bellwether/core/market";
import { BATCH_SIZE, CONSUMERS, type PostMessage, ROUTES } from "@bellwether/core/signal";
import type { MarketNow, Sleep, SystemNow } from "@bellwether/core/time";
import {
  connectionOptions,
  decisionStore,
  orderStore,
  pauseStore,
  projectionStore,
  receiptStore,
  runStore,
  type TableNames,
  workflowStore,
} from "@bellwether/functions/adapter/dynamodb";
import {
  notifyHandler,
  persistHandler,
  projectHandler,
  queuedRuns,
  rebuild,
  recordHandler,
} from "@bellwether/functions/handler";
import type { StreamConsumer } from "@bellwether/stream-consumer";
import { type LocalBus, localBus } from "../bus/bus.ts";
import { keptWorkflows } from "../database/kept-workflows.ts";
import { orderSweeper } from "../expiry/order-sweeper.ts";
import { type QueueHandler, type RunningConsumer, runConsumer } from "../queue/consumer.ts";
import { openQueues, type Queues } from "../queue/queue.ts";
import { dynamoQueueStore } from "../queue/queue-store.ts";
import { BUS_PATH } from "../server/server.ts";
import { type Engine, openEngine } from "./engine.ts";
import { orderStream } from "./order-stream.ts";
import { parkedRecordsHandler } from "./parked-records.ts";
import type { PipelineMeter } from "./pipeline-meter.ts";

/** Queues beside the consumers': the ticks to run, and the stream records that were parked. */
export const TICK_QUEUE = "generate";
export const PARKED_QUEUE = "project";

const SWEEP_EVERY_MS = 5_000;

export type PipelineDeps = Readonly<{
  client: DynamoDBClient;
  documents: DynamoDBDocumentClient;
  names: TableNames;
  queuesTable: string;
  endpoint: string;
  /** Whether to keep the workflows between scans: nothing else writes the database. */
  keepWorkflows: boolean;
  market: MarketPort;
  postMessage: PostMessage;
  /** Pause between two messages to one channel, milliseconds. */
  messageIntervalMs: number;
  /** Origin of this process's own server: the bus and the links in messages. */
  serverUrl: () => string;
  meter: PipelineMeter;
  log: Log;
  marketNow: MarketNow;
  systemNow: SystemNow;
  sleep: Sleep;
  random: Random;
  newId: NewId;
}>;

export type Stores = Readonly<{
  workflows: ReturnType<typeof workflowStore>;
  orders: ReturnType<typeof orderStore>;
  receipts: ReturnType<typeof receiptStore>;
  runs: ReturnType<typeof runStore>;
  decisions: ReturnType<typeof decisionStore>;
  projections: ReturnType<typeof projectionStore>;
  pause: ReturnType<typeof pauseStore>;
}>;

/** Opened, and not yet running: the bus accepts events, nothing is delivered. */
export type Pipeline = Readonly<{
  stores: Stores;
  bus: LocalBus;
  queues: Queues;
  start: () => RunningPipeline;
}>;

export type RunningPipeline = Readonly<{
  stream: StreamConsumer;
  engine: Engine;
  /** Resolves once every order stored by this process before the call is projected. */
  projected: () => Promise<void>;
  /** Ends deliveries after the ones at hand. What is left is delivered after the next start. */
  stop: () => Promise<void>;
}>;

/** The same handlers as on AWS, between a local bus, durable queues and the stream consumer. */
export async function openPipeline(deps: PipelineDeps): Promise<Pipeline> {
  const { documents, names, sleep } = deps;
  const stored = {
    workflows: workflowStore({ documents, names }),
    projections: projectionStore({ documents, names }),
  };
  const stores: Stores = {
    ...(deps.keepWorkflows ? keptWorkflows(stored) : stored),
    orders: orderStore({ documents, names }),
    receipts: receiptStore({ ...deps }),
    runs: runStore({ documents, names }),
    decisions: decisionStore({ documents, names }),
    pause: pauseStore({ documents, names }),
  };
  const queues = await openQueues(
    { ...deps, store: dynamoQueueStore({ documents, tableName: deps.queuesTable, sleep }) },
    [...CONSUMERS, TICK_QUEUE, PARKED_QUEUE],
  );
  const bus = localBus({ ...deps, send: queues.send }, ROUTES);
  return { stores, bus, queues, start: () => startPipeline(deps, stores, queues) };
}

function startPipeline(deps: PipelineDeps, stores: Stores, queues: Queues): RunningPipeline {
  const { meter } = deps;
  const project = projectHandler({
    projections: {
      ...stores.projections,
      async advance(workflowId, lastOrder) {
        const outcome = await stores.projections.advance(workflowId, lastOrder);
        meter.projected(workflowId, lastOrder.placed_at);
        return outcome;
      },
    },
    log: deps.log,
  });
  const stream = orderStream({
    ...deps,
    handler: project,
    rebuild: () => recover(deps, stores),
    parked: queues.queue(PARKED_QUEUE),
  });
  stream.start();
  const sweeper = orderSweeper({
    documents: deps.documents,
    table: deps.names.workflow_orders,
    marketNow: deps.marketNow,
    sleep: deps.sleep,
  });
  const stopping = new AbortController();
  let unread = true;
  const onStored = (): void => {
    unread = true;
    stream.wake();
  };
  // Its retries are the publisher's own.
  const events = new EventBridgeClient({
    ...connectionOptions({ endpoint: `${deps.serverUrl()}${BUS_PATH}` }),
    maxAttempts: 1,
  });
  const engine = openEngine(deps, stores, events);
  const handlers = consumerHandlers(deps, stores, queues, {
    engine,
    onStored,
    stopping: stopping.signal,
  });
  const running: RunningConsumer[] = Object.entries(handlers).map(([name, handler]) =>
    runConsumer(deps, queues.queue(name), handler, batchSizeOf(name)),
  );
  const sweeping = sweepOrders(deps, sweeper, stopping.signal);
  // Ahead of the first page. Who asks next is told what went wrong.
  if (deps.keepWorkflows) stores.workflows.scan().catch(() => {});
  return {
    stream,
    engine,
    async projected() {
      if (!unread) return;
      unread = false;
      await stream.caughtUp();
    },
    async stop() {
      stopping.abort();
      await Promise.all([sweeping, ...running.map((consumer) => consumer.stop())]);
      await queues.flush();
      await stream.stop();
      events.destroy();
    },
  };
}

function consumerHandlers(
  deps: PipelineDeps,
  stores: Stores,
  queues: Queues,
  {
    engine,
    onStored,
    stopping,
  }: Readonly<{ engine: Engine; onStored: () => void; stopping: AbortSignal }>,
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
      dashboardUrl: deps.serverUrl,
      stopping,
    }),
    persist: persistHandler({
      ...queueOf("persist"),
      async putOrder(order) {
        const outcome = await stores.orders.put(order);
        meter.stored(order.id);
        onStored();
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

/** Looks for expired orders every few seconds: DynamoDB's own sweep takes up to two days. */
async function sweepOrders(
  { sleep, log }: PipelineDeps,
  sweeper: ReturnType<typeof orderSweeper>,
  stopping: AbortSignal,
): Promise<void> {
  while (!stopping.aborted) {
    try {
      await sweeper.sweep();
    } catch (error) {
      log.warn("expired orders could not be deleted, trying again", { reason: String(error) });
    }
    await sleep(SWEEP_EVERY_MS, stopping);
  }
}

/** Makes good what a gap in the stream may have lost. Rejects when a workflow could not be derived:
 *  the consumer asks again. */
async function recover(deps: PipelineDeps, { workflows, projections }: Stores): Promise<void> {
  const { failed } = await rebuild({ ...deps, projections, scanWorkflows: workflows.scan })();
  if (failed.length > 0) throw new Error(`${failed.length} projections could not be rebuilt`);
}

function batchSizeOf(queue: string): number {
  return CONSUMERS.find((name) => name === queue) === undefined
    ? 1
    : BATCH_SIZE[queue as (typeof CONSUMERS)[number]];
}
