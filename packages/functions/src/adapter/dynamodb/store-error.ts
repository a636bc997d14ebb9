import { messageOf } from "@bellwether/core/failure";
import { StoreError } from "@bellwether/core/store";

/** Throttled, overloaded or unreachable: the same request may succeed later. */
const TRANSIENT = new Set([
  "InternalServerError",
  "ProvisionedThroughputExceededException",
  "ReplicatedWriteConflictException",
  "RequestLimitExceeded",
  "RequestThrottled",
  "ServiceUnavailable",
  "ThrottlingException",
  "TimeoutError",
  "TransactionConflictException",
  "TransactionInProgressException",
]);

const TRANSIENT_REASONS = new Set([
  "ProvisionedThroughputExceeded",
  "ThrottlingError",
  "TransactionConflict",
]);

/** Translates an error of the SDK into the port's; the original is its cause. */
export function storeError(
  error: unknown,
  service: StoreError["service"] = "database",
): StoreError {
  if (error instanceof StoreError) return error;
  const retryable = isTransient(error);
  const message = messageOf(error);
  const options = { retryable, service, cause: error };
  return retryable
    ? new StoreError("unavailable", `the ${service} did not answer: ${message}`, options)
    : new StoreError("refused", `the ${service} refused the request: ${message}`, options);
}

/** Awaits a request; rejects with `StoreError` only. */
export async function orStoreError<T>(request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    throw storeError(error);
  }
}

function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (TRANSIENT.has(error.name)) return true;
  if ("$retryable" in error && error.$retryable !== undefined) return true;
  if ("CancellationReasons" in error && Array.isArray(error.CancellationReasons)) {
    return error.CancellationReasons.some((reason: { Code?: string }) =>
      TRANSIENT_REASONS.has(reason.Code ?? ""),
    );
  }
  // A failed connection has an error code of Node (ECONNREFUSED, EPIPE, ...) and no HTTP answer.
  if ("code" in error && typeof error.code === "string") return true;
  return httpStatus(error) >= 500;
}

function httpStatus(error: Error): number {
  if (!("$metadata" in error)) return 0;
  const metadata = error.$metadata;
  if (typeof metadata !== "object" || metadata === null) return 0;
  if (!("httpStatusCode" in metadata)) return 0;
  return typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : 0;
}
