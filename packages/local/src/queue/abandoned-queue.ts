import { DEAD_SUFFIX, type QueuedMessage, type QueueStore } from "./queue-store.ts";

/** The messages of a queue that has no consumer any more: that of a channel which was configured once.
 *  They wait for its return, or are discarded. */
export type AbandonedQueue = Readonly<{
  name: string;
  messages: () => readonly QueuedMessage[];
  /** Resolves with how many there were. */
  discard: (ids: readonly string[]) => Promise<number>;
}>;

/** The queues in the store that are not among `names`. */
export function abandonedQueues(
  store: Pick<QueueStore, "remove">,
  stored: readonly QueuedMessage[],
  names: readonly string[],
): readonly AbandonedQueue[] {
  const messages = new Map<string, Map<string, QueuedMessage>>();
  for (const message of stored) {
    const { queue } = message;
    const name = queue.endsWith(DEAD_SUFFIX) ? queue.slice(0, -DEAD_SUFFIX.length) : queue;
    if (names.includes(name)) continue;
    const those = messages.get(name) ?? new Map<string, QueuedMessage>();
    messages.set(name, those.set(message.id, message));
  }
  return [...messages].map(([name, those]) => ({
    name,
    messages: () => [...those.values()],
    async discard(ids) {
      const found = ids.flatMap((id) => those.get(id) ?? []);
      await store.remove(found.map(({ queue, id }) => ({ queue, id })));
      for (const { id } of found) those.delete(id);
      return found.length;
    },
  }));
}
