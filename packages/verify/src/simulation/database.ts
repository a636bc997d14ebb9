/** The state that survives every crash: tables, the orders' stream, and queued messages. */
import { marshall } from "@aws-sdk/util-dynamodb";
import type { Order, PutOrder } from "@bellwether/core/order";
import type { RunPart } from "@bellwether/core/run";
import { memoryEpisodeMessageStore, memoryReceiptStore } from "@bellwether/core/testing";
import {
  memoryDecisionStore,
  memoryEpisodeCutStore,
  memoryOrderStore,
  memoryProjectionStore,
  memoryRunPartStore,
  memoryRunStore,
  memoryScoreProjection,
  memoryWorkflowStore,
  type OrderItems,
  type SignalItems,
  type WorkflowItems,
} from "@bellwether/functions/adapter/memory";
import type { QueuedMessage, QueueStore } from "@bellwether/local/queue";
import type { StreamRecord } from "@bellwether/stream-consumer";
import { memoryCheckpointStore, scriptedStream } from "@bellwether/stream-consumer/testing";
import type { EventLoop } from "./event-loop.ts";

export const ORDERS_TABLE = "workflow_orders";
const ITERATOR_LIFETIME_MS = 100_000;

export type Database = ReturnType<typeof createDatabase>;

export function createDatabase(loop: EventLoop) {
  const workflows: WorkflowItems = new Map();
  const orders: OrderItems = new Map();
  const signals: SignalItems = new Map();
  const runPartItems = new Map<string, RunPart>();
  const stream = scriptedStream({
    table: ORDERS_TABLE,
    systemNow: loop.nowMs,
    shardsPerPage: 2,
    iteratorLifetimeMs: ITERATOR_LIFETIME_MS,
  });
  const orderStore = memoryOrderStore(orders);

  function publish(eventName: "INSERT" | "MODIFY" | "REMOVE", order: Order): void {
    const { workflow_id, placed_at } = order;
    const image = marshall(order) as never;
    stream.append({
      eventName,
      partition: workflow_id,
      Keys: marshall({ workflow_id, placed_at }) as never,
      ...(eventName === "REMOVE" ? { OldImage: image } : { NewImage: image }),
    });
  }

  const putOrder: PutOrder = async (order) => {
    const outcome = await orderStore.put(order);
    if (outcome === "stored") publish("INSERT", order);
    return outcome;
  };

  return {
    workflows,
    orders,
    signals,
    stream,
    publish,
    putOrder,
    removeOrder(id: string): void {
      const order = orders.get(id);
      if (order === undefined || !orders.delete(id)) return;
      publish("REMOVE", order);
    },
    workflowStore: memoryWorkflowStore(workflows),
    projections: memoryProjectionStore({ workflows, orders, signals }),
    receipts: memoryReceiptStore({ systemNow: loop.nowMs, newId: loop.newId }),
    episodes: memoryEpisodeMessageStore({ systemNow: loop.nowMs, newId: loop.newId }),
    episodeCuts: memoryEpisodeCutStore(),
    runs: memoryRunStore(),
    runPartItems,
    runParts: memoryRunPartStore(runPartItems),
    decisions: memoryDecisionStore(),
    putScore: memoryScoreProjection(workflows),
    checkpoints: memoryCheckpointStore(),
    messages: memoryQueueStore(),
    /** Parked stream records, until they are redriven. */
    parked: new Set<StreamRecord>(),
  };
}

function memoryQueueStore(): QueueStore & { readonly size: () => number } {
  const messages = new Map<string, QueuedMessage>();
  return {
    load: async () => [...messages.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    put: async (added) => {
      for (const message of added) messages.set(keyOf(message), message);
    },
    remove: async (removed) => {
      for (const message of removed) messages.delete(keyOf(message));
    },
    size: () => messages.size,
  };
}

function keyOf({ queue, id }: Pick<QueuedMessage, "queue" | "id">): string {
  return `${queue} ${id}`;
}
