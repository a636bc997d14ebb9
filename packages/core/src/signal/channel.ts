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
}>;

/** Resolves when the service accepted the message. Rejects with `ChannelError`. */
export type PostMessage = (message: ChannelMessage) => Promise<void>;

/** A way to reach the trader. The caller claims receipts, paces and retries. A channel posts once
 *  and classifies the answer by its `ChannelError`. */
export type Channel = Readonly<{
  /** Used in the log. */
  name: string;
  markup: Markup;
  roomOf: (topic: Topic) => string;
  limits: Readonly<{
    /** Minimum time between two messages to one room. */
    intervalMs: number;
    /** Maximum number of characters in a message. */
    maxLength: number;
  }>;
  post: PostMessage;
}>;

/** `rate-limited`: nothing was sent, and the service asks to wait. `unavailable`: nothing was sent.
 *  `refused`: nothing was sent, and a retry fails until a person changes something. `unauthorized`:
 *  as `refused`, until the channel has a new secret. `unknown-outcome`: the message may have been
 *  sent. */
export type ChannelErrorCode =
  | "rate-limited"
  | "unavailable"
  | "refused"
  | "unauthorized"
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
