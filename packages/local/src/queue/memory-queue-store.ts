import type { QueuedMessage, QueueStore } from "./queue-store.ts";

/** The port over a map, for simulations and tests. A map given to it is read and written in place,
 *  so that queues can be opened again on what is left. */
export function memoryQueueStore(messages: Map<string, QueuedMessage> = new Map()): QueueStore {
  return {
    load: async () => [...messages.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    put: async (added) => {
      for (const message of added) messages.set(keyOf(message), message);
    },
    remove: async (removed) => {
      for (const message of removed) messages.delete(keyOf(message));
    },
  };
}

function keyOf({ queue, id }: Pick<QueuedMessage, "queue" | "id">): string {
  return `${queue} ${id}`;
}
