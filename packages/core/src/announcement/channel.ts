import type { DomainEvent } from "../event/publish.ts";

/** The topics of messages. A channel may have a room for each. */
export type Topic = "signal" | "stock-signal" | "failure" | "operations";

/** The channel's markup. External text passes through `escape` or `name`, so that it cannot create
 *  mentions, links, other markup or extra lines. */
export type Markup = Readonly<{
  escape: (text: string) => string;
  /** A name chosen by the trader, set off from the surrounding sentence. */
  name: (text: string) => string;
  link: (url: string, label: string) => string;
}>;

export type ChannelMessage = Readonly<{
  /** A destination within the channel, in Slack `#workflows`. */
  room: string;
  text: string;
  /** Stays the same when the message is sent again, so that a receiver can drop the repetition. */
  id: string;
  /** What the message announces, for a channel that sends data; none in a test message. */
  events: readonly DomainEvent[];
}>;

/** Resolves when the service accepted the message, with a reference by which it can be edited; null
 *  if it cannot be edited. Rejects with `ChannelError`. */
export type PostMessage = (message: ChannelMessage) => Promise<string | null>;

/** Replaces the text of a posted message. Resolves when the service accepted the edit. Rejects with
 *  `ChannelError`. */
export type EditMessage = (reference: string, message: ChannelMessage) => Promise<void>;

/** A way to reach the trader. The caller claims receipts, paces and retries. A channel posts or edits
 *  once and classifies the answer by its `ChannelError`. */
export type Channel = Readonly<{
  /** Used in the log. */
  name: string;
  markup: Markup;
  roomOf: (topic: Topic) => string;
  limits: Readonly<{
    /** Minimum time between two posts or edits in one room. */
    intervalMs: number;
    /** Maximum number of characters in a message. */
    maxLength: number;
  }>;
  /** Whether every signal is a message, whatever the workflow's `announce`: the receiver is a program. */
  everySignal?: boolean;
  post: PostMessage;
  /** Absent if the channel cannot edit. */
  edit?: EditMessage;
}>;

/** `rate-limited`: nothing was sent, and the service asks to wait. `unavailable`: nothing was sent.
 *  `refused`: nothing was sent, and a retry fails until a person changes something. `unauthorized`:
 *  as `refused`, until the channel has a new secret. `gone`: the message cannot be edited any more,
 *  because it was deleted or is too old; a new one can be posted. `unknown-outcome`: the message may
 *  have been sent or edited. */
export type ChannelErrorCode =
  | "rate-limited"
  | "unavailable"
  | "refused"
  | "unauthorized"
  | "gone"
  | "unknown-outcome";

/** The service did not confirm the message. */
export class ChannelError extends Error {
  readonly code: ChannelErrorCode;
  readonly retryable: boolean;
  /** With `rate-limited`: how long the service asks to wait. */
  readonly retryAfterMs: number | null;
  constructor(
    code: ChannelErrorCode,
    message: string,
    options: { retryable: boolean; retryAfterMs?: number; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.name = "ChannelError";
    this.code = code;
    this.retryable = options.retryable;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}
