/** The event bus. It runs in the host, and guarantees neither order nor exactly-once delivery. */
import type { PutEventsRequestEntry, PutEventsResponse } from "@aws-sdk/client-eventbridge";
import { ORDER_SIGNAL, type OrderSignal } from "@bellwether/core/signal";
import { localBus, type QueuedEvent } from "@bellwether/local/bus";
import { SIMULATED_CONSUMERS } from "./channels.ts";
import { simulatedEventBridge } from "./event-bridge.ts";
import type { EventLoop } from "./event-loop.ts";
import type { Ledger } from "./ledger.ts";
import type { Processes } from "./processes.ts";

type PutEvents = (entries: PutEventsRequestEntry[]) => Promise<PutEventsResponse>;

export function createBus(loop: EventLoop, ledger: Ledger, processes: Processes): PutEvents {
  const bus = simulatedEventBridge(localBus({ send: sendShuffled }, SIMULATED_CONSUMERS));

  async function sendShuffled(messages: readonly QueuedEvent[]): Promise<void> {
    const queues = processes.queues();
    if (queues === null) throw new Error("unreachable");
    const again = messages.filter(() => !loop.isCalm() && loop.chance(0.05));
    await queues.send(loop.shuffle([...messages, ...again]));
    for (const { body } of messages) {
      const event = JSON.parse(body) as { "detail-type": string; detail: OrderSignal };
      if (event["detail-type"] === ORDER_SIGNAL) ledger.signalled(event.detail);
    }
  }

  return (entries) => {
    const host = processes.life("host");
    if (processes.queues() === null || host?.isAlive() !== true) {
      return Promise.reject(new Error("unreachable"));
    }
    return new Promise((resolve, reject) => {
      host.onDeath(() => reject(new Error("connection lost")));
      bus(entries).then(resolve, reject);
    });
  };
}
