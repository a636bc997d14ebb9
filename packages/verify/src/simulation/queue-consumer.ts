/** The queue consumers: each receives, handles and settles messages until it crashes. */
import {
  batchSizeOf,
  type Consumer,
  parseEnvelope,
  type QueueConsumer,
} from "@bellwether/core/event";
import {
  announcesHere,
  inParallel,
  notifyHandler,
  persistHandler,
  recordHandler,
  together,
} from "@bellwether/functions/handler";
import { type Delivery, deliverOnce, type Queue, type Queues } from "@bellwether/local/queue";
import { SIMULATED_CHANNELS, simulatedChannel } from "./channels.ts";
import { type Environment, silent } from "./environment.ts";
import type { EventLoop, Life } from "./event-loop.ts";
import type { Component } from "./processes.ts";

const VISIBILITY_TIMEOUT_MS = 30_000;

export function startConsumer(
  env: Environment,
  host: Life,
  queues: Queues,
  name: Consumer,
  component: Component = name,
): void {
  const { loop, processes } = env;
  const queue = queues.queue(name);
  let inHand: readonly Delivery[] = [];
  const life = processes.begin(component, () => {
    // Messages held by a crashed consumer are delivered again when the visibility timeout ends.
    const held = inHand;
    loop.after(VISIBILITY_TIMEOUT_MS, () => {
      // Deliveries without an outcome count as failed.
      if (host.isAlive() && held.length > 0) queue.settle(held, []).catch(() => {});
    });
    processes.restart(host, () => startConsumer(env, host, queues, name, component));
  });
  const held: Queue = {
    ...queue,
    receive: (max) => {
      inHand = loop.shuffle(queue.receive(loop.between(1, max)));
      return inHand;
    },
    settle: async (deliveries, outcomes) => {
      await queue.settle(deliveries, outcomes).finally(() => {
        inHand = [];
      });
    },
  };
  void consume(loop, life, held, consumerOf(env, life, name), batchSizeOf(name));
}

async function consume(
  loop: EventLoop,
  life: Life,
  queue: Queue,
  consumer: QueueConsumer,
  batchSize: number,
): Promise<void> {
  while (life.isAlive()) {
    if (await deliverOnce(queue, consumer, batchSize, silent)) continue;
    const next = queue.nextVisibleAtMs();
    const nap = next === null ? 3_600_000 : Math.max(1, next - loop.nowMs());
    await life.sleep(nap, queue.arrival());
  }
}

function consumerOf({ clocks, ports }: Environment, life: Life, name: Consumer): QueueConsumer {
  const { postMessage, editMessage, episodes, receipts, putOrder, putRun, putScore, decisions } =
    ports(life);
  const common = {
    ...clocks,
    log: silent,
    sleep: life.sleep,
  };
  switch (name) {
    default: {
      const channel = simulatedChannel(name, { post: postMessage, edit: editMessage });
      return together(
        parseEnvelope,
        notifyHandler({
          ...common,
          receipts,
          episodes,
          channel,
          consumer: name,
          announces: announcesHere(channel.name, { configured: SIMULATED_CHANNELS, failures: [] }),
          dashboardUrl: () => "http://127.0.0.1",
        }),
      );
    }
    case "persist":
      return inParallel(parseEnvelope, persistHandler({ ...common, putOrder }));
    case "record":
      return inParallel(
        parseEnvelope,
        recordHandler({ putRun, putDecisions: decisions.put, putScore }),
      );
  }
}
