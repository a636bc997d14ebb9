import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "../api/api-error.ts";

const RETRIES = 2;

/** Errors that a retry cannot fix (4xx) are reported at once. So are timeouts, which two more
 *  tries would hide for half a minute. Everything else is retried. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (failures, error) => failures < RETRIES && !isFinal(error),
        retryDelay: (attempt) => 500 * 2 ** attempt,
        refetchIntervalInBackground: false,
        // The server may run on this machine and answer without a network.
        networkMode: "always",
      },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}

function isFinal(error: unknown): boolean {
  return error instanceof ApiError && error.status >= 400 && error.status < 500;
}
