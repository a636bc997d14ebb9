import type { FieldError, Problem } from "@bellwether/core/api";

/** The status of a request that timed out here: 408 is "Request Timeout", which our gateway
 *  never sends. */
export const TIMED_OUT = 408;

/** The API answered with a problem document, or did not answer (`status` 0). `message` is one
 *  readable sentence. */
export class ApiError extends Error {
  readonly status: number;
  readonly fieldErrors: readonly FieldError[];

  constructor(status: number, message: string, options: { problem?: Problem; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = "ApiError";
    this.status = status;
    this.fieldErrors = options.problem?.errors ?? [];
  }
}

export function hasStatus(error: unknown, status: number): error is ApiError {
  return error instanceof ApiError && error.status === status;
}
