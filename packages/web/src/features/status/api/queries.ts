import {
  deadLettersSchema,
  discardResultSchema,
  redriveResultSchema,
  runAnswerSchema,
  runDecisionsSchema,
  type SystemStatus,
  systemStatusSchema,
} from "@bellwether/core/api";
import { pauseStateSchema } from "@bellwether/core/run";
import { type Instant, toIso } from "@bellwether/core/time";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "../../../api/request.ts";

const REFRESH_MS = 15_000;
/** A replay processes hours of market time within a second. */
const REPLAY_REFRESH_MS = 2_000;

/** An unchanged (304) response still carries a newer `as_of`, which is the market's clock. */
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

/** Redrives a queue's dead letters. */
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

/** A queue's dead letters. */
export const deadLettersQuery = (queue: string) =>
  queryOptions({
    queryKey: ["dead-letters", queue],
    queryFn: ({ signal }) =>
      request(deadLettersSchema, `/dead-letters/${encodeURIComponent(queue)}`, { signal }),
  });

/** What a run decided. A run of the past does not change. */
export const runDecisionsQuery = (tick: Instant) =>
  queryOptions({
    queryKey: ["decisions", tick],
    queryFn: ({ signal }) =>
      request(runDecisionsSchema, `/decisions/${encodeURIComponent(toIso(tick))}`, { signal }),
    staleTime: "static",
  });

/** Discards only the dead letters that were displayed. */
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

/** The author that the API records. */
const BY = "dashboard";

export function usePause(pause: boolean) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      request(pauseStateSchema, pause ? "/pause" : "/resume", { method: "POST", json: { by: BY } }),
    onSettled: () => client.invalidateQueries({ queryKey: ["status"] }),
  });
}

/** Starts an extra run of the engine, outside its schedule. */
export function useRunNow() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request(runAnswerSchema, "/runs", { method: "POST", json: { by: BY } }),
    onSettled: () => client.invalidateQueries({ queryKey: ["status"] }),
  });
}
