/** The whole system in a simulated world: the real handlers, bus, queues and stream consumer.
 *  Components crash and restart. */
import type {
  EventBridgeClient,
  PutEventsRequestEntry,
  PutEventsResponse,
} from "@aws-sdk/client-eventbridge";
import type { Log } from "@bellwether/core/log";
import {
  BATCH_SIZE,
  CONSUMERS,
  type Consumer,
  type DomainEvent,
  ORDER_SIGNAL,
  type OrderSignal,
  parseEnvelope,
  type QueueConsumer,
} from "@bellwether/core/signal";
import { type Instant, TICK_OFFSET_SECONDS } from "@bellwether/core/time";
import { eventBridgePublish } from "@bellwether/functions/adapter/eventbridge";
import { slackChannel } from "@bellwether/functions/adapter/slack";
import {
  derive,
  generateHandler,
  inParallel,
  notifyHandler,
  persistHandler,
  projectHandler,
  type RebuildReport,
  rebuild,
  recordHandler,
  together,
} from "@bellwether/functions/handler";
import { localBus, type QueuedEvent } from "@bellwether/local/bus";
import {
  type Delivery,
  deliverOnce,
  openQueues,
  type Queue,
  type Queues,
} from "@bellwether/local/queue";
import { type StreamConsumer, streamConsumer } from "@bellwether/stream-consumer";
import { createDatabase, type Database, ORDERS_TABLE } from "./database.ts";
import type { Effects, Mutant } from "./effects.ts";
import { simulatedEventBridge } from "./event-bridge.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import { simulatedWorldMarket } from "./market.ts";
import { type Ports, plainEffects, portsOf } from "./ports.ts";
import { beginLife, EPOCH_MS, type Hazards, type Life, type World } from "./world.ts";

export type Plant = Readonly<{
  database: Database;
  ledger: Ledger;
  marketNow: () => Instant;
  /** Advances the market's clock. */
  passMarketTime: (seconds: number) => void;
  /** The scheduler sends a tick, and repeats it until it is done or too old. */
  schedule: (tick: Instant) => void;
  crash: (component: Component) => void;
  /** A second stream worker takes over while the first one still runs. */
  takeOver: () => void;
  /** Runs no stream worker until `resumeStream`. */
  suspendStream: () => void;
  resumeStream: () => void;
  /** An operator starts a rebuild, and repeats it if it is interrupted. */
  startRebuild: () => void;
  /** Returns dead letters and parked records for another attempt. */
  redrive: () => void;
  /** Whether no run, rebuild or message is in progress, and nothing is parked. */
  isIdle: () => boolean;
  /** Whether the projection must be correct once the stream has been read. */
  isProjecting: () => boolean;
  caughtUp: () => Promise<void>;
  rebuildNow: () => Promise<RebuildReport>;
}>;

export const COMPONENTS = ["host", "notify", "persist", "record", "project"] as const;
type Component = (typeof COMPONENTS)[number];

const VISIBILITY_TIMEOUT_MS = 30_000;
/** How long a replaced worker continues before it stops. */
export const ZOMBIE_MS = 20_000;

const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };

export function createPlant(
  world: World,
  seed: number,
  hazards: Hazards,
  mutant: Mutant | null,
): Plant {
  const database = createDatabase(world);
  const ledger = createLedger(world);
  const market = simulatedWorldMarket(seed);
  let marketSeconds = EPOCH_MS / 1_000 + TICK_OFFSET_SECONDS;
  const marketNow = (): Instant => marketSeconds;
  let queues: Queues | null = null;
  let worker: StreamConsumer | null = null;
  let streamSuspended = false;
  let underWay = 0;
  let rebuilding = 0;
  const lives = new Map<Component, Life>();

  const effects = (): Effects => {
    const plain = plainEffects(world, database, ledger, putEvents);
    return mutant === null ? plain : mutant(plain, database);
  };
  const ports = (life: Life): Ports => portsOf(world, life, effects(), database, ledger);
  const clocks = { marketNow, systemNow: world.nowMs, random: world.random, newId: world.newId };
  const bus = simulatedEventBridge(localBus({ send: sendShuffled }));

  // -------------------------------------------------------------- bus and queues

  function putEvents(entries: PutEventsRequestEntry[]): Promise<PutEventsResponse> {
    const host = lives.get("host");
    if (queues === null || host?.isAlive() !== true)
      return Promise.reject(new Error("unreachable"));
    return new Promise((resolve, reject) => {
      host.onDeath(() => reject(new Error("connection lost")));
      bus(entries).then(resolve, reject);
    });
  }

  /** The bus guarantees neither order nor exactly-once delivery. */
  async function sendShuffled(messages: readonly QueuedEvent[]): Promise<void> {
    if (queues === null) throw new Error("unreachable");
    const again = messages.filter(() => !world.isCalm() && world.chance(0.05));
    await queues.send(world.shuffle([...messages, ...again]));
    for (const { body } of messages) {
      const event = JSON.parse(body) as { "detail-type": string; detail: OrderSignal };
      if (event["detail-type"] === ORDER_SIGNAL) ledger.signalled(event.detail);
    }
  }

  async function startHost(): Promise<void> {
    const life = live("host", () => {
      queues = null;
      for (const name of COMPONENTS) if (name !== "host") lives.get(name)?.kill();
      world.after(world.between(100, 5_000), () => void startHost());
    });
    const store = ports(life).queueStore;
    while (queues === null) {
      try {
        queues = await openQueues({ ...clocks, store }, CONSUMERS);
      } catch {
        await life.sleep(500);
      }
    }
    for (const name of CONSUMERS) startConsumer(life, name);
    startWorker(life);
  }

  function live(name: Component, onDeath: (life: Life) => void): Life {
    const life = beginLife(world, name, hazards);
    lives.set(name, life);
    life.onDeath(() => onDeath(life));
    return life;
  }

  function restart(host: Life, start: () => void): void {
    world.after(world.between(100, 5_000), () => {
      if (host.isAlive()) start();
    });
  }

  // -------------------------------------------------------------- consumers of queues

  function startConsumer(host: Life, name: Consumer): void {
    const queue = (queues as Queues).queue(name);
    let inHand: readonly Delivery[] = [];
    const life = live(name, () => {
      // Messages held by a crashed consumer are delivered again when the visibility timeout ends.
      const held = inHand;
      world.after(VISIBILITY_TIMEOUT_MS, () => {
        // Deliveries without an outcome count as failed.
        if (host.isAlive() && held.length > 0) queue.settle(held, []).catch(() => {});
      });
      restart(host, () => startConsumer(host, name));
    });
    const held: Queue = {
      ...queue,
      receive: (max) => {
        inHand = world.shuffle(queue.receive(world.between(1, max)));
        return inHand;
      },
      settle: async (deliveries, outcomes) => {
        await queue.settle(deliveries, outcomes).finally(() => {
          inHand = [];
        });
      },
    };
    void consume(life, held, consumerOf(life, name), BATCH_SIZE[name]);
  }

  async function consume(
    life: Life,
    queue: Queue,
    consumer: QueueConsumer,
    batchSize: number,
  ): Promise<void> {
    while (life.isAlive()) {
      if (await deliverOnce(queue, consumer, batchSize, silent)) continue;
      const next = queue.nextVisibleAtMs();
      const nap = next === null ? 3_600_000 : Math.max(1, next - world.nowMs());
      await life.sleep(nap, queue.arrival());
    }
  }

  function consumerOf(life: Life, name: Consumer): QueueConsumer {
    const { postMessage, receipts, putOrder, putRun, putScore, decisions } = ports(life);
    const common = {
      ...clocks,
      log: silent,
      sleep: life.sleep,
    };
    switch (name) {
      case "notify":
        return together(
          parseEnvelope,
          notifyHandler({
            ...common,
            receipts,
            channel: slackChannel(postMessage, { intervalMs: 1_000 }),
            consumer: "notify",
            dashboardUrl: () => "http://127.0.0.1",
          }),
        );
      case "persist":
        return inParallel(parseEnvelope, persistHandler({ ...common, putOrder }));
      case "record":
        return inParallel(
          parseEnvelope,
          recordHandler({ putRun, putDecisions: decisions.put, putScore }),
        );
    }
  }

  // -------------------------------------------------------------- the stream

  function startWorker(host: Life): void {
    if (streamSuspended) return;
    const life = live("project", (dead) => {
      if (lives.get("project") === dead) restart(host, () => startWorker(host));
    });
    const { projections, checkpoints, streamClient, park, scanWorkflows, hooks } = ports(life);
    const consumer = streamConsumer(
      {
        client: streamClient,
        checkpoints,
        handler: hooks.project(projectHandler({ projections, log: silent })),
        park,
        recover: hooks.recover(async () => {
          const deps = { projections, scanWorkflows, sleep: life.sleep, log: silent };
          const { failed } = await rebuild(deps)();
          if (failed.length > 0) throw new Error(`${failed.length} workflows were not derived`);
        }),
        observe: (event) => {
          if (event.type !== "handled") world.trace(`project: ${JSON.stringify(event)}`);
        },
        systemNow: world.nowMs,
        random: world.random,
        sleep: life.sleep,
      },
      {
        table: ORDERS_TABLE,
        owner: "simulation",
        batchSize: world.between(1, 20),
        idleMs: 30_000,
        discoverMs: 120_000,
        maxAttempts: 4,
        backoff: { baseMs: 50, maxMs: 2_000 },
      },
    );
    worker = consumer;
    consumer.start();
    void life.hold(consumer.ended).then(() => life.kill());
  }

  function takeOver(): void {
    const host = lives.get("host");
    const zombie = lives.get("project");
    if (host?.isAlive() !== true || zombie?.isAlive() !== true) return;
    startWorker(host);
    world.after(ZOMBIE_MS, zombie.kill);
  }

  // -------------------------------------------------------------- the engine

  function schedule(tick: Instant): void {
    const life = beginLife(world, `engine ${tick}`, hazards);
    const retry = (): void => {
      underWay -= 1;
      world.after(world.between(500, 20_000), () => schedule(tick));
      life.kill();
    };
    underWay += 1;
    let done = false;
    life.onDeath(() => {
      if (!done) {
        done = true;
        retry();
      }
    });
    const finish = (then: () => void): void => {
      if (done) return;
      done = true;
      then();
    };
    const { putEvents, scanWorkflows, decisions } = ports(life);
    const said: DomainEvent[] = [];
    const publish = eventBridgePublish({
      client: {
        send: ({ input }: { input: { Entries: PutEventsRequestEntry[] } }) =>
          putEvents(input.Entries),
      } as unknown as EventBridgeClient,
      busName: "simulation",
      sleep: life.sleep,
      random: world.random,
    });
    generateHandler({
      ...clocks,
      market,
      scanWorkflows,
      readDecisions: decisions.read,
      readPause: async () => ({ paused: false, changed_at: 0, by: "nobody" }),
      log: silent,
      publish: async (events) => {
        said.push(...events);
        for (const event of events)
          if (event.type === "OrderSignal") ledger.attempted(event.detail);
        await publish(events);
      },
    })({ tick, execution_context: "schedule:simulation" }).then(
      (result) =>
        finish(() => {
          underWay -= 1;
          world.trace(`tick ${tick} ${result.kind}`);
          if (result.kind === "missed") return;
          ledger.ran(tick);
          for (const event of said)
            if (event.type === "OrderSignal") ledger.signalled(event.detail);
        }),
      () => finish(retry),
    );
  }

  // -------------------------------------------------------------- the operator

  function startRebuild(): void {
    // The operator's tool uses a slow connection, so it loses every race.
    const life = beginLife(world, "rebuild", { ...hazards, latencyMs: 3_000, slow: 0.7 });
    rebuilding += 1;
    let done = false;
    const end = (again: boolean): void => {
      if (done) return;
      done = true;
      // An interrupted rebuild is run again.
      world.after(again ? 1_000 : 0, () => {
        rebuilding -= 1;
        if (again) startRebuild();
      });
    };
    life.onDeath(() => end(true));
    const { projections, scanWorkflows } = ports(life);
    rebuild({ projections, scanWorkflows, sleep: life.sleep, log: silent })().then(
      ({ failed }) => end(failed.length > 0),
      () => end(true),
    );
  }

  function redrive(): void {
    if (queues !== null) for (const queue of queues.all()) queue.redrive().catch(() => {});
    void queues?.flush();
    const life = beginLife(world, "operator", hazards);
    const { projections } = ports(life);
    for (const record of database.parked) {
      const workflowId = record.dynamodb?.Keys?.["workflow_id"]?.S ?? "";
      derive({ projections })(workflowId).then(
        () => database.parked.delete(record),
        () => {},
      );
    }
  }

  void startHost();
  return {
    database,
    ledger,
    marketNow,
    passMarketTime: (seconds) => {
      marketSeconds += seconds;
    },
    schedule,
    crash: (component) => lives.get(component)?.kill(),
    takeOver,
    suspendStream() {
      streamSuspended = true;
      lives.get("project")?.kill();
    },
    resumeStream() {
      streamSuspended = false;
      const host = lives.get("host");
      if (host?.isAlive() === true && queues !== null) startWorker(host);
    },
    startRebuild,
    redrive,
    isProjecting: () =>
      !streamSuspended &&
      rebuilding === 0 &&
      database.parked.size === 0 &&
      lives.get("project")?.isAlive() === true,
    isIdle: () =>
      underWay === 0 &&
      rebuilding === 0 &&
      database.messages.size() === 0 &&
      database.parked.size === 0,
    caughtUp: async () => worker?.caughtUp(),
    rebuildNow: () => {
      const life = beginLife(world, "last rebuild", hazards);
      const { projections, scanWorkflows } = ports(life);
      return rebuild({ projections, scanWorkflows, sleep: life.sleep, log: silent })();
    },
  };
}
