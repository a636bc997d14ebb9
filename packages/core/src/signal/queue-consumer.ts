/** The outcome of one message of a queue. */
export type MessageOutcome =
  | { readonly kind: "done" }
  /** To be delivered again after `delayMs`; does not count as a failure. */
  | { readonly kind: "later"; readonly delayMs: number }
  /** To be delivered again after a backoff, up to `MAX_RECEIVES` times. */
  | { readonly kind: "failed"; readonly reason: string }
  /** No retry can succeed: it becomes a dead letter at once. */
  | { readonly kind: "poison"; readonly reason: string };

/** Consumes messages by their bodies. Resolves with the outcome of each, in the same order. */
export type QueueConsumer = (bodies: readonly string[]) => Promise<readonly MessageOutcome[]>;
