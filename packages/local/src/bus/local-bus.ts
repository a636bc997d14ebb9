import {
  type Consumer,
  type DomainEvent,
  ENGINE_SOURCE,
  type EventPattern,
  type Publish,
  PublishError,
  ROUTES,
} from "@bellwether/core/signal";
import { routeMatcher } from "./route-matcher.ts";

/** One event in the queue of one consumer; `body` is the envelope that EventBridge would send. */
export type QueuedEvent = Readonly<{ queue: Consumer; body: string }>;

export type LocalBusDeps = Readonly<{
  /** Resolves once every message is durable. */
  send: (messages: readonly QueuedEvent[]) => Promise<void>;
}>;

/** The event bus of one machine: puts each event into the queue of every consumer that a route leads
 *  to. Throws `UnsupportedPatternError` for a route that it cannot match as EventBridge does. */
export function localBus(
  { send }: LocalBusDeps,
  routes: Readonly<Record<Consumer, readonly EventPattern[]>> = ROUTES,
): Publish {
  const consumers = (Object.keys(routes) as Consumer[]).map((queue) => ({
    queue,
    matchers: routes[queue].map((pattern) => routeMatcher(pattern)),
  }));
  return async (events) => {
    const messages = events.map(envelopeOf).flatMap((envelope) => {
      const body = JSON.stringify(envelope);
      return consumers
        .filter(({ matchers }) => matchers.some((matches) => matches(envelope)))
        .map(({ queue }) => ({ queue, body }));
    });
    try {
      await send(messages);
    } catch (cause) {
      const rejected = events.map(({ type }) => type);
      throw new PublishError("the events could not be queued", { rejected, cause });
    }
  };
}

/** The fields of the envelope that routes and consumers read. */
function envelopeOf({ type, detail }: DomainEvent) {
  return { source: ENGINE_SOURCE, "detail-type": type, detail };
}
