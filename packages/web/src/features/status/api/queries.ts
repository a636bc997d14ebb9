import {
  deadLettersSchema,
  discardResultSchema,
  redriveResultSchema,
  runAnswerSchema,
  type SystemStatus,
  systemStatusSchema,
} from "@bellwether/core/api";
import { pauseStateSchema } from "@bellwether/core/signal";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "../../../api/request.ts";

const REFRESH_MS = 15_000;
/** A replay passes hours within a second. */
const REPLAY_REFRESH_MS = 2_000;

/** An answer that has not changed still has a newer clock. */
async function readStatus(signal: AbortSignal): Promise<SystemStatus> {
  const status = await request(systemStatusSchema, "/status", { signal, revalidate: true });
  return { ...status, market: { ...status.market, clock: status.as_of } };
}

export const statusQuery = queryOptions({
  queryKey: ["status"],
  queryFn: ({ signal }) => readStatus(signal),
  refetchInterval: ({ state }) =>
    state.data?.market.replaying === true ? REPLAY_REFRESH_MS : REFRESH_MS,
});

/** Gives a queue's dead letters back to it. */
export function useRedrive(queue: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      request(redriveResultSchema, `/dead-letters/${encodeURIComponent(queue)}/redrive`, {
        method: "POST",
      }),
    onSettled: () => client.invalidateQueries({ queryKey: ["status"] }),
  });
}

/** What a queue gave up on. */
export const deadLettersQuery = (queue: string) =>
  queryOptions({
    queryKey: ["dead-letters", queue],
    queryFn: ({ signal }) =>
      request(deadLettersSchema, `/dead-letters/${encodeURIComponent(queue)}`, { signal }),
  });

/** Discards the dead letters that were looked at, and no others. */
export function useDiscard(queue: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (ids: readonly string[]) =>
      request(discardResultSchema, `/dead-letters/${encodeURIComponent(queue)}/discard`, {
        method: "POST",
        json: { ids },
      }),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["status"] });
      void client.invalidateQueries({ queryKey: deadLettersQuery(queue).queryKey });
    },
  });
}

/** Who asked, for the record. */
const BY = "dashboard";

export function usePause(pause: boolean) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      request(pauseStateSchema, pause ? "/pause" : "/resume", { method: "POST", json: { by: BY } }),
    onSettled: () => client.invalidateQueries({ queryKey: ["status"] }),
  });
}

/** Runs the engine at once, beside its schedule. */
export function useRunNow() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request(runAnswerSchema, "/runs", { method: "POST", json: { by: BY } }),
    onSettled: () => client.invalidateQueries({ queryKey: ["status"] }),
  });
}
