/** The whole system in a simulated environment: the real handlers, bus, queues and stream consumer.
 *  Components crash and restart. */
import { type Instant, TICK_OFFSET_SECONDS } from "@bellwether/core/time";
import type { RebuildReport } from "@bellwether/functions/handler";
import { type RequestedWorkflows, requestedWorkflows } from "./api.ts";
import { createBus } from "./bus.ts";
import { createServiceOutages } from "./channels.ts";
import { createDatabase, type Database } from "./database.ts";
import type { Mutant } from "./effects.ts";
import { createEngine } from "./engine.ts";
import type { Environment } from "./environment.ts";
import { EPOCH_MS, type EventLoop, type Hazards } from "./event-loop.ts";
import { startHost } from "./host.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import { simulatedMarketOf } from "./market.ts";
import { createOperator } from "./operator.ts";
import { plainEffects, portsOf } from "./ports.ts";
import { type Component, createProcesses } from "./processes.ts";
import { createStreamWorker } from "./stream-worker.ts";

export type SimulatedSystem = Readonly<{
  database: Database;
  ledger: Ledger;
  marketNow: () => Instant;
  /** Advances the market's clock. */
  passMarketTime: (seconds: number) => void;
  /** The scheduler sends a tick, and repeats it until it is done or too old. */
  schedule: (tick: Instant) => void;
  crash: (component: Component) => void;
  /** The service of a channel is down for a while. */
  channelOutage: () => void;
  /** The workflows as one request to the API writes them. */
  request: () => RequestedWorkflows;
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

export function createSimulatedSystem(
  loop: EventLoop,
  seed: number,
  hazards: Hazards,
  mutant: Mutant | null,
): SimulatedSystem {
  let marketSeconds = EPOCH_MS / 1_000 + TICK_OFFSET_SECONDS;
  const marketNow = (): Instant => marketSeconds;
  const env = createEnvironment(loop, hazards, mutant, marketNow);
  const { database, ledger, processes, outages } = env;
  const engine = createEngine(env, simulatedMarketOf(seed), seed);
  const worker = createStreamWorker(env);
  const operator = createOperator(env);
  const isRepaired = (): boolean => !operator.isRebuilding() && database.parked.size === 0;

  void startHost(env, worker);
  return {
    database,
    ledger,
    marketNow,
    passMarketTime: (seconds) => {
      marketSeconds += seconds;
    },
    schedule: engine.schedule,
    crash: processes.crash,
    channelOutage: outages.begin,
    request: () => requestedWorkflows(env),
    takeOver: worker.takeOver,
    suspendStream: worker.suspend,
    resumeStream: worker.resume,
    startRebuild: operator.startRebuild,
    redrive: operator.redrive,
    isProjecting: () => worker.isRunning() && isRepaired(),
    isIdle: () => engine.isIdle() && database.messages.size() === 0 && isRepaired(),
    caughtUp: worker.caughtUp,
    rebuildNow: operator.rebuildNow,
  };
}

function createEnvironment(
  loop: EventLoop,
  hazards: Hazards,
  mutant: Mutant | null,
  marketNow: () => Instant,
): Environment {
  const database = createDatabase(loop);
  const ledger = createLedger(loop);
  const processes = createProcesses(loop, hazards);
  const outages = createServiceOutages(loop);
  const putEvents = createBus(loop, ledger, processes);
  const rangeQueue: Environment["rangeQueue"] = { deliver: async () => {} };
  return {
    loop,
    hazards,
    database,
    ledger,
    processes,
    outages,
    rangeQueue,
    clocks: { marketNow, systemNow: loop.nowMs, random: loop.random, newId: loop.newId },
    ports(life) {
      const plain = plainEffects(loop, database, ledger, putEvents, outages);
      const effects = mutant === null ? plain : mutant(plain, database);
      return portsOf(loop, life, effects, database, ledger, rangeQueue);
    },
  };
}
