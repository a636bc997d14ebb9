import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "../api/api-error.ts";

const RETRIES = 2;

/** What a repetition cannot change (4xx) is reported at once, as is a server that hangs: two more tries
 *  would hide it for half a minute. The rest is tried again. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (failures, error) => failures < RETRIES && !isFinal(error),
        retryDelay: (attempt) => 500 * 2 ** attempt,
        refetchIntervalInBackground: false,
        // The server may be on this very machine: without a network it still answers.
        networkMode: "always",
      },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}

function isFinal(error: unknown): boolean {
  return error instanceof ApiError && error.status >= 400 && error.status < 500;
}
