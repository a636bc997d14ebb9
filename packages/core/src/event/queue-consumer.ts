/** The result of one queue message. */
export type MessageOutcome =
  | { readonly kind: "done" }
  /** Redelivered after `delayMs`; not counted as a failure. */
  | { readonly kind: "later"; readonly delayMs: number }
  /** Redelivered after a backoff, up to `MAX_RECEIVES` times. */
  | { readonly kind: "failed"; readonly reason: string }
  /** No retry can succeed: it becomes a dead letter at once. */
  | { readonly kind: "poison"; readonly reason: string };

/** Consumes messages by their bodies. `sentAtMs`: when each entered the queue, where that is known.
 *  Resolves with the result of each, in the same order. */
export type QueueConsumer = (
  bodies: readonly string[],
  sentAtMs?: readonly (number | undefined)[],
) => Promise<readonly MessageOutcome[]>;
