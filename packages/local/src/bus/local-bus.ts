import {
  type Consumer,
  type DomainEvent,
  type EventPattern,
  type Publish,
  PublishError,
  routesTo,
} from "@bellwether/core/event";
import { ENGINE_SOURCE } from "@bellwether/core/signal";
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
  /** Those of this machine: an event for another has no queue here. */
  consumers: readonly Consumer[],
  routes: (consumer: Consumer) => readonly EventPattern[] = routesTo,
): Publish {
  const routed = consumers.map((queue) => ({
    queue,
    matchers: routes(queue).map((pattern) => routeMatcher(pattern)),
  }));
  return async (events) => {
    const messages = events.map(envelopeOf).flatMap((envelope) => {
      const body = JSON.stringify(envelope);
      return routed
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
