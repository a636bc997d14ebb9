import {
  batchSizeOf,
  type Consumer,
  messageJson,
  parseEnvelope,
  type QueueConsumer,
  STORING_CONSUMERS,
  type StoringConsumer,
} from "@bellwether/core/event";
import {
  announcesHere,
  type HandleMessage,
  inParallel,
  inSequence,
  notifyHandler,
  PARKED_QUEUE,
  parkedOrders,
  persistHandler,
  recordedChannel,
  recordHandler,
  redriveRecordsHandler,
  together,
  withTests,
} from "@bellwether/functions/handler";
import { localBus } from "../bus/local-bus.ts";
import type { LocalChannel } from "../channel/configured.ts";
import { removeExpired } from "../database/expiry.ts";
import { runConsumer } from "../queue/consumer.ts";
import { openQueues, type Queues } from "../queue/queue.ts";
import { dynamoQueueStore } from "../queue/queue-store.ts";
import { type ChangeFeed, changeFeed } from "../server/change-feed.ts";
import { type Engine, openEngine } from "./engine.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import { openProjector, type Projector } from "./projector.ts";
import { openStores, type Stores } from "./stores.ts";

/** The queue of ticks to run. */
export const TICK_QUEUE = "generate";

/** A pipeline that is open and does not deliver yet: the engine can run, and its events are queued. */
export type Pipeline = Readonly<{
  stores: Stores;
  queues: Queues;
  engine: Engine;
  /** Orders once they are projected and runs once they are recorded, for pages that are open. */
  changes: ChangeFeed;
  stream: Projector["stream"];
  /** Resolves once every order stored by this process before the call is projected. */
  projected: Projector["projected"];
  /** Starts deliveries. `dashboardUrl` is the origin that messages link to. */
  start: (dashboardUrl: string) => RunningPipeline;
}>;

type RunningPipeline = Readonly<{
  /** Finishes the current deliveries. Other messages are delivered after the next start. */
  stop: () => Promise<void>;
}>;

/** The same handlers as on AWS, between the local bus, durable queues and the stream consumer. */
export async function openPipeline(deps: PipelineDeps): Promise<Pipeline> {
  const { documents, queuesTable, sleep } = deps;
  const stores = openStores(deps);
  const consumers = consumersOf(deps);
  const queues = await openQueues(
    { ...deps, store: dynamoQueueStore({ documents, tableName: queuesTable, sleep }) },
    [...consumers, TICK_QUEUE, PARKED_QUEUE],
  );
  const engine = openEngine(deps, stores, localBus(queues, consumers));
  const changes = changeFeed();
  const projector = openProjector(deps, stores, queues.queue(PARKED_QUEUE), changes);
  await projector.listEarlierOrders();
  const parts = { stores, queues, engine, projector, changes };
  return {
    stores,
    queues,
    engine,
    changes,
    stream: projector.stream,
    projected: projector.projected,
    start: (dashboardUrl) => startPipeline(deps, parts, dashboardUrl),
  };
}

type Parts = Readonly<{
  stores: Stores;
  queues: Queues;
  engine: Engine;
  projector: Projector;
  changes: ChangeFeed;
}>;

function startPipeline(deps: PipelineDeps, parts: Parts, dashboardUrl: string): RunningPipeline {
  const { stores, queues, projector } = parts;
  const stopping = new AbortController();
  projector.stream.start();
  const consumers = queueConsumers(deps, parts, dashboardUrl, stopping.signal);
  const running = Object.entries(consumers).map(([name, consume]) =>
    runConsumer(deps, queues.queue(name), consume, batchOf(deps, name)),
  );
  const sweeping = removeExpired(deps, stopping.signal);
  // Fills the cache before the first page asks. The next reader meets a failure again.
  if (deps.cacheWorkflows) stores.workflows.scan().catch(() => {});
  return {
    async stop() {
      stopping.abort();
      await Promise.all([sweeping, ...running.map((consumer) => consumer.stop())]);
      await queues.flush();
      await projector.stream.stop();
    },
  };
}

function queueConsumers(
  deps: PipelineDeps,
  { stores, engine, projector, changes }: Parts,
  dashboardUrl: string,
  stopping: AbortSignal,
): Readonly<Record<string, QueueConsumer>> {
  const { meter, log } = deps;
  const channels = deps.channels.all.map(
    (local) =>
      [local.consumer, channelConsumer(deps, stores, local, { dashboardUrl, stopping })] as const,
  );
  const persist = persistHandler({
    async putOrder(order) {
      const outcome = await stores.orders.put(order);
      meter.stored(order.id);
      projector.orderStored();
      return outcome;
    },
    observe: deps.metrics.observe,
    systemNow: deps.systemNow,
    log,
  });
  const record = recordHandler({
    async putRun(run) {
      await stores.runs.put(run);
      changes.report({ kind: "run", tick: run.tick });
    },
    async putDecisions(decided) {
      await stores.decisions.put(decided);
      changes.report({ kind: "run", tick: decided.tick });
    },
    putScore: stores.putScore,
  });
  const redrive = redriveRecordsHandler({ ...deps, projections: stores.projections });
  return {
    ...Object.fromEntries(channels),
    persist: inParallel(parseEnvelope, persist),
    record: inParallel(parseEnvelope, record),
    [TICK_QUEUE]: inSequence(messageJson, tickHandler(engine, deps)),
    [PARKED_QUEUE]: inSequence(parkedOrders, redrive),
  } satisfies Readonly<
    Record<StoringConsumer | typeof TICK_QUEUE | typeof PARKED_QUEUE, QueueConsumer>
  >;
}

/** Announces through one channel, and sends its test messages. */
function channelConsumer(
  deps: PipelineDeps,
  { receipts, episodes, channelRecords: records }: Stores,
  { consumer, channel: opened }: LocalChannel,
  running: Readonly<{ dashboardUrl: string; stopping: AbortSignal }>,
): QueueConsumer {
  const channel = recordedChannel(opened, { ...deps, records });
  const notify = notifyHandler({
    ...deps,
    receipts,
    episodes,
    channel: {
      ...channel,
      async post(message) {
        const reference = await channel.post(message);
        deps.meter.notified();
        return reference;
      },
    },
    consumer,
    announces: announcesHere(opened.name, {
      configured: deps.channels.configured,
      failures: deps.failureChannels,
    }),
    dashboardUrl: () => running.dashboardUrl,
    observe: deps.metrics.observe,
    stopping: running.stopping,
  });
  return withTests({ ...deps, channel, records }, together(parseEnvelope, notify));
}

/** A tick that waited while this machine slept or was off is a missed run, which is looked for and
 *  reported. As a dead letter it could only be discarded. */
function tickHandler(
  engine: Engine,
  { heartbeat, log }: Pick<PipelineDeps, "heartbeat" | "log">,
): HandleMessage<unknown> {
  return async (request) => {
    const result = await engine.run(request);
    if (result.kind === "completed") heartbeat.beat();
    if (result.kind === "missed") {
      log.warn("a queued tick was too old to be evaluated", {
        tick: result.tick,
        late_seconds: result.late_seconds,
      });
    }
    return { kind: "done" };
  };
}

/** Those that take events from the bus. */
function consumersOf({ channels }: Pick<PipelineDeps, "channels">): readonly Consumer[] {
  return [...channels.all.map(({ consumer }) => consumer), ...STORING_CONSUMERS];
}

function batchOf(deps: Pick<PipelineDeps, "channels">, queue: string): number {
  const consumer = consumersOf(deps).find((name) => name === queue);
  return consumer === undefined ? 1 : batchSizeOf(consumer);
}
