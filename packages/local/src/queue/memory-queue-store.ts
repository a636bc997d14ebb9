import type { QueuedMessage, QueueStore } from "./queue-store.ts";

/** A queue store over a map, for simulations and tests. It reads and writes the given map in place, so
 *  that queues can be opened again on the messages that are left. */
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
