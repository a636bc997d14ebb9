import type { ChannelMessage } from "@bellwether/core/announcement";
import type { DomainEvent } from "@bellwether/core/event";

/** The body of a call, in the shape that the Standard Webhooks specification recommends: what
 *  happened, when, and the event as the bus carries it. A message that sums up several late signals
 *  carries them all; the test message carries its text. */
export function payloadOf({ events, text }: ChannelMessage): {
  readonly type: string;
  readonly timestamp: string;
  readonly data: unknown;
} {
  const [first] = events;
  if (first === undefined) return { type: "test", timestamp: toIso(Date.now()), data: { text } };
  const timestamp = toIso(1_000 * Math.max(...events.map(instantOf)));
  if (events.length === 1) return { type: typeOf(first), timestamp, data: first.detail };
  return {
    type: "order.signals.late",
    timestamp,
    data: { signals: events.map(({ detail }) => detail) },
  };
}

/** `OrderSignal` -> `order.signal`. */
function typeOf({ type }: DomainEvent): string {
  return type.replaceAll(/(?<=[a-z])[A-Z]/g, ".$&").toLowerCase();
}

function instantOf({ detail }: DomainEvent): number {
  if ("placed_at" in detail) return detail.placed_at;
  if ("changed_at" in detail) return detail.changed_at;
  return "tick" in detail ? detail.tick : 0;
}

function toIso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
