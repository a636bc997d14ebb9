import { ChannelError } from "@bellwether/core/announcement";
import { type MessageOutcome } from "@bellwether/core/event";
import { messageOf } from "@bellwether/core/failure";
import type { SystemNow } from "@bellwether/core/time";
import type { Pace } from "./message-pace.ts";
import { DONE } from "./queue-consumer.ts";

/** How long a claim keeps others from sending the same message. */
export const CLAIM_LEASE_MS = 60_000;

/** A message is sent only if its claims last this much longer: more than two requests of a channel take.
 *  Otherwise a slow consumer's edit could arrive after the edit of the consumer that took over. */
const SENDING_MS = 25_000;

/** What was claimed before a message is sent. */
export type Claim = Readonly<{
  until_ms: number;
  /** To be called after the channel confirmed the message. */
  confirm: () => Promise<void>;
  /** To be called if nothing was sent. */
  release: () => Promise<void>;
}>;

export type DeliveryDeps = Readonly<{
  systemNow: SystemNow;
  pace: Pace;
  /** Once aborted, messages that were not sent go back into the queue. */
  stopping?: AbortSignal;
}>;

export type Delivery = Readonly<{
  room: string;
  /** Posts or edits one message. */
  send: () => Promise<void>;
  claims: readonly Claim[];
}>;

/** Sends one message, and confirms or gives back its claims. A rate limit puts the message back
 *  without counting as a failure. */
export async function deliver(
  deps: DeliveryDeps,
  { room, send, claims }: Delivery,
): Promise<MessageOutcome> {
  const { pace, stopping, systemNow } = deps;
  try {
    const wait = pace.blockedForMs(room);
    if (wait > 0) throw rateLimited(room, wait);
    await pace.turn(room);
    if (stopping?.aborted === true) throw rateLimited(room, 0);
    if (claims.some(({ until_ms }) => until_ms - systemNow() < SENDING_MS)) {
      throw rateLimited(room, 0);
    }
    await send();
  } catch (error) {
    return recover(pace, { room, claims }, error);
  }
  for (const { confirm } of claims) await confirm();
  return DONE;
}

/** The outcome of a message that was not confirmed. */
async function recover(
  pace: Pace,
  { room, claims }: Pick<Delivery, "room" | "claims">,
  error: unknown,
): Promise<MessageOutcome> {
  // It may have been sent: the claims stay until they expire, which makes a repetition unlikely and
  // lets no later edit overtake this one.
  const mayHaveBeenSent = !(error instanceof ChannelError) || error.code === "unknown-outcome";
  if (!mayHaveBeenSent) await releaseAll(claims);
  if (error instanceof ChannelError && error.code === "rate-limited") {
    const delayMs = error.retryAfterMs ?? 1_000;
    pace.block(room, delayMs);
    return { kind: "later", delayMs };
  }
  const isPoison = error instanceof ChannelError && !error.retryable;
  return { kind: isPoison ? "poison" : "failed", reason: messageOf(error) };
}

export async function releaseAll(claims: readonly Claim[]): Promise<void> {
  for (const { release } of claims) await release();
}

function rateLimited(room: string, retryAfterMs: number): ChannelError {
  return new ChannelError("rate-limited", `nothing is sent to ${room} for now`, {
    retryable: true,
    retryAfterMs,
  });
}
