type StoreService = "database" | "queues";

/** The store could not answer. `retryable`: throttled or unreachable, as opposed to refused. */
export class StoreError extends Error {
  readonly code: "unavailable" | "refused";
  readonly retryable: boolean;
  /** What did not answer or refused. */
  readonly service: StoreService;
  constructor(
    code: "unavailable" | "refused",
    message: string,
    options: { retryable: boolean; service?: StoreService; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.name = "StoreError";
    this.code = code;
    this.retryable = options.retryable;
    this.service = options.service ?? "database";
  }
}
