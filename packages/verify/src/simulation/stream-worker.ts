/** The worker that reads the orders' stream and updates the projections. */
import { projectHandler, rebuild } from "@bellwether/functions/handler";
import { type StreamConsumer, streamConsumer } from "@bellwether/stream-consumer";
import { ORDERS_TABLE } from "./database.ts";
import { type Environment, silent } from "./environment.ts";
import type { Life } from "./event-loop.ts";

/** How long a replaced worker continues before it stops. */
export const REPLACED_WORKER_MS = 20_000;

export type StreamWorker = Readonly<{
  start: (host: Life) => void;
  /** A second worker takes over while the first one still runs. */
  takeOver: () => void;
  /** Runs no worker until `resume`. */
  suspend: () => void;
  resume: () => void;
  isRunning: () => boolean;
  caughtUp: () => Promise<void>;
}>;

export function createStreamWorker(env: Environment): StreamWorker {
  const { loop, processes } = env;
  let newest: StreamConsumer | null = null;
  let isSuspended = false;

  function start(host: Life): void {
    if (isSuspended) return;
    const life = processes.begin("project", (dead) => {
      if (processes.life("project") === dead) processes.restart(host, () => start(host));
    });
    const consumer = consumerOf(env, life);
    newest = consumer;
    consumer.start();
    void life.hold(consumer.ended).then(() => life.kill());
  }

  return {
    start,
    takeOver() {
      const host = processes.life("host");
      const replaced = processes.life("project");
      if (host?.isAlive() !== true || replaced?.isAlive() !== true) return;
      start(host);
      loop.after(REPLACED_WORKER_MS, replaced.kill);
    },
    suspend() {
      isSuspended = true;
      processes.crash("project");
    },
    resume() {
      isSuspended = false;
      const host = processes.life("host");
      if (host?.isAlive() === true && processes.queues() !== null) start(host);
    },
    isRunning: () => !isSuspended && processes.life("project")?.isAlive() === true,
    caughtUp: async () => newest?.caughtUp(),
  };
}

function consumerOf({ loop, ports, clocks }: Environment, life: Life): StreamConsumer {
  const { projections, checkpoints, streamClient, park, scanWorkflows, hooks } = ports(life);
  return streamConsumer(
    {
      client: streamClient,
      checkpoints,
      handler: hooks.project(projectHandler({ ...clocks, projections, log: silent })),
      park,
      recover: hooks.recover(async () => {
        const deps = { ...clocks, projections, scanWorkflows, sleep: life.sleep, log: silent };
        const { failed } = await rebuild(deps)();
        if (failed.length > 0) throw new Error(`${failed.length} workflows were not derived`);
      }),
      observe: (event) => {
        if (event.type !== "handled") loop.trace(`project: ${JSON.stringify(event)}`);
      },
      systemNow: loop.nowMs,
      random: loop.random,
      sleep: life.sleep,
    },
    {
      table: ORDERS_TABLE,
      owner: "simulation",
      batchSize: loop.between(1, 20),
      idleMs: 30_000,
      discoverMs: 120_000,
      maxAttempts: 4,
      backoff: { baseMs: 50, maxMs: 2_000 },
    },
  );
}
