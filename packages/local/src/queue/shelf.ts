import type { FoundMessage } from "@bellwether/core/api";
import { sentAtMs } from "./message.ts";
import type { QueuedMessage } from "./queue-store.ts";

/** One message on its way to its consumer. */
export type Delivery = Readonly<{
  id: string;
  body: string;
  /** When it was sent to the queue, epoch milliseconds; undefined for an id in another format. */
  sentAtMs: number | undefined;
  /** Deliveries that failed so far. */
  failures: number;
}>;

export type QueueDepth = Readonly<{
  name: string;
  visible: number;
  in_flight: number;
  delayed: number;
  dead_letters: number;
  /** The most failures of any waiting message. */
  most_failures: number;
}>;

/** One queue's messages in memory. */
export type Shelf = Readonly<{
  name: string;
  waiting: Map<string, QueuedMessage>;
  inFlight: Set<string>;
  dead: Map<string, QueuedMessage>;
  /** Messages that are done but may still be in the store, and when the last removal ended. */
  removal: { left: readonly QueuedMessage[]; ended: Promise<void> };
  wake: WakeUp;
}>;

export function receive(shelf: Shelf, max: number, now: number): readonly Delivery[] {
  const deliveries: Delivery[] = [];
  for (const message of shelf.waiting.values()) {
    if (deliveries.length === max) break;
    if (message.visible_at_ms > now || shelf.inFlight.has(message.id)) continue;
    shelf.inFlight.add(message.id);
    const { id, body, receives } = message;
    deliveries.push({ id, body, sentAtMs: sentAtMs(id), failures: receives });
  }
  return deliveries;
}

/** The message whose body matches: one that is not done, else a dead letter. */
export function findMessage(
  { waiting, dead }: Shelf,
  matches: (body: string) => boolean,
): FoundMessage | null {
  for (const { id, body, receives, visible_at_ms } of waiting.values()) {
    if (!matches(body)) continue;
    const sent_at_ms = sentAtMs(id) ?? null;
    return { kind: "waiting", sent_at_ms, failures: receives, visible_at_ms };
  }
  for (const { id, body, reason = null } of dead.values()) {
    if (matches(body)) return { kind: "dead", sent_at_ms: sentAtMs(id) ?? null, reason };
  }
  return null;
}

export function arrive(shelf: Shelf, message: QueuedMessage): void {
  shelf.waiting.set(message.id, message);
  shelf.wake.now();
}

export function depthOf(shelf: Shelf, now: number): QueueDepth {
  const waiting = [...shelf.waiting.values()].filter(({ id }) => !shelf.inFlight.has(id));
  const delayed = waiting.filter(({ visible_at_ms }) => visible_at_ms > now).length;
  return {
    name: shelf.name,
    visible: waiting.length - delayed,
    in_flight: shelf.inFlight.size,
    delayed,
    dead_letters: shelf.dead.size,
    most_failures: waiting.reduce((most, { receives }) => Math.max(most, receives), 0),
  };
}

/** The age of the oldest message that is not done; 0 without one. */
export function oldestAgeMs({ waiting }: Shelf, now: number): number {
  const sent = [...waiting.keys()].flatMap((id) => sentAtMs(id) ?? []);
  return Math.max(0, now - sent.reduce((oldest, each) => Math.min(oldest, each), now));
}

export function isQuiet({ inFlight, waiting }: Shelf, now: number): boolean {
  if (inFlight.size > 0) return false;
  for (const { visible_at_ms } of waiting.values()) if (visible_at_ms <= now) return false;
  return true;
}

export function nextVisibleAtMs(shelf: Shelf): number | null {
  let next: number | null = null;
  for (const { id, visible_at_ms } of shelf.waiting.values()) {
    if (shelf.inFlight.has(id)) continue;
    if (next === null || visible_at_ms < next) next = visible_at_ms;
  }
  return next;
}

type WakeUp = Readonly<{ next: () => AbortSignal; now: () => void }>;

export function wakeUp(): WakeUp {
  let current = new AbortController();
  return {
    next: () => current.signal,
    now: () => {
      const woken = current;
      current = new AbortController();
      woken.abort();
    },
  };
}
