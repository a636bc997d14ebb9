/** The subjects of messages: a channel may have a room for each. */
export type Topic = "signal" | "stock-signal" | "failure" | "operations";

/** How a channel writes. Text from outside passes through `escape` or `name`, so that nobody can make
 *  a mention, a link, other markup or a line of their own. */
export type Markup = Readonly<{
  escape: (text: string) => string;
  /** A name that the trader chose, set off from the sentence around it. */
  name: (text: string) => string;
  link: (url: string, label: string) => string;
}>;

export type ChannelMessage = Readonly<{
  /** Where in the channel: in Slack `#workflows`. */
  room: string;
  text: string;
}>;

/** Resolves when the service accepted the message. Rejects with `ChannelError`. */
export type PostMessage = (message: ChannelMessage) => Promise<void>;

/** A way to reach the trader. Whoever sends through it claims, paces and repeats; a channel posts
 *  once, and says by its `ChannelError` what an answer means. */
export type Channel = Readonly<{
  /** For the log. */
  name: string;
  markup: Markup;
  roomOf: (topic: Topic) => string;
  limits: Readonly<{
    /** Between two messages to one room. */
    intervalMs: number;
    /** Characters of one message. */
    maxLength: number;
  }>;
  post: PostMessage;
}>;

/** `rate-limited`: nothing was sent, and the service asks to wait. `unavailable`: nothing was sent.
 *  `refused`: nothing was sent, and the same message meets the same answer until a person changes
 *  something. `unauthorized`: as `refused`, until the channel has another secret. `unknown-outcome`: the
 *  message may have been sent. */
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
