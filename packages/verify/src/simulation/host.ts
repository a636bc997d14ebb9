/** The host process: it opens the queues, then starts the components that run in it. */
import { openQueues, type Queues } from "@bellwether/local/queue";
import { SIMULATED_CONSUMERS } from "./channels.ts";
import type { Environment } from "./environment.ts";
import { COMPONENTS, restartDelayMs } from "./processes.ts";
import { startConsumer } from "./queue-consumer.ts";
import type { StreamWorker } from "./stream-worker.ts";

export async function startHost(env: Environment, worker: StreamWorker): Promise<void> {
  const { loop, processes, clocks, ports } = env;
  const life = processes.begin("host", () => {
    processes.setQueues(null);
    for (const name of COMPONENTS) if (name !== "host") processes.crash(name);
    loop.after(restartDelayMs(loop), () => void startHost(env, worker));
  });
  const store = ports(life).queueStore;
  let queues: Queues | null = null;
  while (queues === null) {
    try {
      queues = await openQueues({ ...clocks, store }, SIMULATED_CONSUMERS);
    } catch {
      await life.sleep(500);
    }
  }
  processes.setQueues(queues);
  for (const name of SIMULATED_CONSUMERS) startConsumer(env, life, queues, name);
  startConsumer(env, life, queues, "notify", "second notify");
  worker.start(life);
}
