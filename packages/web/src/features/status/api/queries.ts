import { redriveResultSchema, systemStatusSchema } from "@bellwether/core/api";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "../../../api/request.ts";

const REFRESH_MS = 15_000;
/** A replay passes hours within a second. */
const REPLAY_REFRESH_MS = 2_000;

export const statusQuery = queryOptions({
  queryKey: ["status"],
  queryFn: ({ signal }) => request(systemStatusSchema, "/status", { signal }),
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
