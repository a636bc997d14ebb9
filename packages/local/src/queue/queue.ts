import type { FoundMessage } from "@bellwether/core/api";
import type { NewId, Random } from "@bellwether/core/chance";
import { MAX_RECEIVES, type MessageOutcome } from "@bellwether/core/event";
import { backoffMs } from "@bellwether/core/failure";
import type { SystemNow } from "@bellwether/core/time";
import { type AbandonedQueue, abandonedQueues } from "./abandoned-queue.ts";
import { messageIds, newMessage } from "./message.ts";
import { DEAD_SUFFIX, type QueuedMessage, type QueueStore } from "./queue-store.ts";
import {
  arrive,
  type Delivery,
  depthOf,
  findMessage,
  isQuiet,
  nextVisibleAtMs,
  oldestAgeMs,
  type QueueDepth,
  receive,
  type Shelf,
  wakeUp,
} from "./shelf.ts";

export type QueueDeps = Readonly<{
  store: QueueStore;
  systemNow: SystemNow;
  random: Random;
  newId: NewId;
}>;

/** A queue with SQS's promises: at least once, a delay, bounded receives, dead letters. Messages
 *  are durable in the store; which of them are in flight is known to this process alone, so after a
 *  crash every message that was not acknowledged is delivered again. */
export type Queue = Readonly<{
  name: string;
  /** Messages that may be delivered now, oldest first; they are then in flight. */
  receive: (max: number) => readonly Delivery[];
  /** Ends deliveries with their outcomes, in the same order; one without an outcome has failed. */
  settle: (deliveries: readonly Delivery[], outcomes: readonly MessageOutcome[]) => Promise<void>;
  /** Adds a message to the dead letters, with the reason. */
  park: (body: string, reason: string) => Promise<void>;
  deadLetters: () => readonly QueuedMessage[];
  /** Puts the dead letters back into the queue, with no failures counted. Resolves with their number. */
  redrive: () => Promise<number>;
  /** Deletes dead letters. Resolves with how many there were. */
  discard: (ids: readonly string[]) => Promise<number>;
  depth: () => QueueDepth;
  /** The age of the oldest message that is not done; 0 without one. */
  oldestAgeMs: () => number;
  /** The message whose body matches, as long as it is not done. */
  find: (matches: (body: string) => boolean) => FoundMessage | null;
  /** Whether nothing is in flight and nothing could be delivered now. Asked every millisecond, also
   *  when thousands of messages wait. */
  isQuiet: () => boolean;
  /** When the next message may be delivered, epoch milliseconds; null when none waits. */
  nextVisibleAtMs: () => number | null;
  /** A signal that aborts when the next message arrives, to end a sleep early. */
  arrival: () => AbortSignal;
}>;

export type Queues = Readonly<{
  queue: (name: string) => Queue;
  all: () => readonly Queue[];
  /** Queues with stored messages that are not open here. */
  abandoned: readonly AbandonedQueue[];
  /** Resolves once every message is durable. */
  send: (messages: readonly { readonly queue: string; readonly body: string }[]) => Promise<void>;
  /** Resolves once the store has been asked to remove every message that is done. */
  flush: () => Promise<void>;
}>;

const BACKOFF = { firstMs: 1_000, maxMs: 300_000 };
/** When the store refuses to settle deliveries, they are repeated after this pause. */
const STORE_RETRY_MS = 1_000;

/** Opens these queues with the messages that the store holds for them. */
export async function openQueues(deps: QueueDeps, names: readonly string[]): Promise<Queues> {
  const stored = await deps.store.load();
  const nextId = messageIds(deps);
  const shelves = new Map(
    names.map((name) => {
      const waiting = new Map(ofQueue(stored, name).map((one) => [one.id, one]));
      const dead = new Map(ofQueue(stored, name + DEAD_SUFFIX).map((one) => [one.id, one]));
      const removal = { left: [], ended: Promise.resolve() };
      const shelf = { name, waiting, inFlight: new Set<string>(), dead, removal, wake: wakeUp() };
      return [name, shelf] as const;
    }),
  );
  const shelf = (name: string): Shelf => {
    const found = shelves.get(name);
    if (found === undefined) throw new RangeError(`no queue ${name}`);
    return found;
  };
  const queues = new Map(names.map((name) => [name, queueOf(deps, shelf(name), nextId)]));
  return {
    queue(name) {
      const found = queues.get(name);
      if (found === undefined) throw new RangeError(`no queue ${name}`);
      return found;
    },
    all: () => [...queues.values()],
    abandoned: abandonedQueues(deps.store, stored, names),
    async send(messages) {
      const fresh = messages.map(({ queue, body }) => newMessage(queue, nextId(), body));
      await deps.store.put(fresh);
      for (const message of fresh) arrive(shelf(message.queue), message);
    },
    async flush() {
      for (const each of shelves.values()) {
        forget(deps.store, each, []);
        await each.removal.ended;
      }
    },
  };
}

function queueOf(deps: QueueDeps, shelf: Shelf, nextId: () => string): Queue {
  const { store, systemNow } = deps;
  return {
    name: shelf.name,
    receive: (max) => receive(shelf, max, systemNow()),
    settle: (deliveries, outcomes) => settle(deps, shelf, deliveries, outcomes),
    async park(body, reason) {
      await moveToDeadLetters(store, shelf, [
        { ...newMessage(shelf.name, nextId(), body), reason },
      ]);
    },
    deadLetters: () => [...shelf.dead.values()],
    redrive: () => redrive(deps, shelf),
    async discard(ids) {
      const found = ids.filter((id) => shelf.dead.has(id));
      await store.remove(found.map((id) => ({ queue: shelf.name + DEAD_SUFFIX, id })));
      for (const id of found) shelf.dead.delete(id);
      return found.length;
    },
    depth: () => depthOf(shelf, systemNow()),
    oldestAgeMs: () => oldestAgeMs(shelf, systemNow()),
    find: (matches) => findMessage(shelf, matches),
    isQuiet: () => isQuiet(shelf, systemNow()),
    nextVisibleAtMs: () => nextVisibleAtMs(shelf),
    arrival: () => shelf.wake.next(),
  };
}

async function settle(
  deps: QueueDeps,
  shelf: Shelf,
  deliveries: readonly Delivery[],
  outcomes: readonly MessageOutcome[],
): Promise<void> {
  const { store, systemNow } = deps;
  const settled = {
    dead: [] as QueuedMessage[],
    again: [] as QueuedMessage[],
    done: [] as QueuedMessage[],
  };
  for (const [position, { id }] of deliveries.entries()) {
    const message = shelf.waiting.get(id);
    if (message === undefined) continue;
    const destination = destinationOf(deps, message, outcomes[position]);
    settled[destination.to].push(destination.message);
  }
  try {
    await moveToDeadLetters(store, shelf, settled.dead);
    if (settled.again.length > 0) await store.put(settled.again);
    for (const message of settled.again) shelf.waiting.set(message.id, message);
    forget(store, shelf, settled.done);
  } catch (error) {
    for (const { id } of deliveries) {
      const message = shelf.waiting.get(id);
      const later = systemNow() + STORE_RETRY_MS;
      if (message) shelf.waiting.set(id, { ...message, visible_at_ms: later });
    }
    throw error;
  } finally {
    for (const { id } of deliveries) shelf.inFlight.delete(id);
    shelf.wake.now();
  }
}

type Destination = Readonly<{ to: "dead" | "again" | "done"; message: QueuedMessage }>;

/** Where a message goes after a delivery, with its new state. */
function destinationOf(
  { systemNow, random }: QueueDeps,
  message: QueuedMessage,
  outcome: MessageOutcome = { kind: "failed", reason: "the consumer returned no outcome" },
): Destination {
  switch (outcome.kind) {
    case "done":
      return { to: "done", message };
    case "later":
      return { to: "again", message: { ...message, visible_at_ms: systemNow() + outcome.delayMs } };
    case "poison":
      return { to: "dead", message: { ...message, reason: outcome.reason } };
    case "failed": {
      const receives = message.receives + 1;
      if (receives >= MAX_RECEIVES) {
        const reason = `failed ${receives} times`;
        return { to: "dead", message: { ...message, receives, reason } };
      }
      // Spread by a quarter either way.
      const pauseMs = backoffMs(receives, BACKOFF) * (0.75 + 0.5 * random());
      return {
        to: "again",
        message: { ...message, receives, visible_at_ms: systemNow() + pauseMs },
      };
    }
  }
}

/** Drops messages that are done. Their removal from the store is not awaited: after a crash they are
 *  delivered again, and a removal that was refused is repeated with the next ones. */
function forget(store: QueueStore, shelf: Shelf, done: readonly QueuedMessage[]): void {
  for (const { id } of done) shelf.waiting.delete(id);
  const { removal } = shelf;
  const removed = [...removal.left, ...done];
  removal.left = [];
  if (removed.length === 0) return;
  const attempt = store.remove(removed).catch(() => {
    removal.left = [...removal.left, ...removed];
  });
  const before = removal.ended;
  removal.ended = attempt.then(() => before);
}

/** Moves messages to the dead letters. They are written there before they are removed from the queue,
 *  so that a crash in between loses none. */
async function moveToDeadLetters(
  store: QueueStore,
  shelf: Shelf,
  messages: readonly QueuedMessage[],
): Promise<void> {
  if (messages.length === 0) return;
  const dead = messages.map((message) => ({ ...message, queue: shelf.name + DEAD_SUFFIX }));
  await store.put(dead);
  for (const message of dead) shelf.dead.set(message.id, message);
  await store.remove(messages);
  for (const { id } of messages) shelf.waiting.delete(id);
}

async function redrive({ store }: QueueDeps, shelf: Shelf): Promise<number> {
  const dead = [...shelf.dead.values()];
  const alive = dead.map(({ id, body }) => newMessage(shelf.name, id, body));
  await store.put(alive);
  for (const message of alive) arrive(shelf, message);
  await store.remove(dead);
  for (const { id } of dead) shelf.dead.delete(id);
  return alive.length;
}

function ofQueue(messages: readonly QueuedMessage[], queue: string): readonly QueuedMessage[] {
  return messages.filter((message) => message.queue === queue);
}
