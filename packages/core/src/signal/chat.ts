export type ChatMessage = Readonly<{ channel: string; text: string }>;

/** Resolves when the message was accepted. Rejects with `ChatError`. */
export type PostMessage = (message: ChatMessage) => Promise<void>;

export type ChatErrorCode = "rate-limited" | "unavailable" | "refused" | "unknown-outcome";

/** The chat service did not confirm the message. `unknown-outcome`: it may have been posted. */
export class ChatError extends Error {
  readonly code: ChatErrorCode;
  readonly retryable: boolean;
  /** With `rate-limited`: how long the service asks us to wait. */
  readonly retryAfterMs: number | null;
  constructor(
    code: ChatErrorCode,
    message: string,
    options: { retryable: boolean; retryAfterMs?: number; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.name = "ChatError";
    this.code = code;
    this.retryable = options.retryable;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}
