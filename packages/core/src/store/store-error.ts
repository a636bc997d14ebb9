/** The store could not answer. `retryable`: throttled or unreachable, as opposed to refused. */
export class StoreError extends Error {
  readonly code: "unavailable" | "refused";
  readonly retryable: boolean;
  constructor(
    code: "unavailable" | "refused",
    message: string,
    options: { retryable: boolean; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.name = "StoreError";
    this.code = code;
    this.retryable = options.retryable;
  }
}
