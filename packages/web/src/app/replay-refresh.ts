import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { statusQuery } from "../features/status/api/queries.ts";

/** During a replay, and once after it, each status update also refetches workflows and orders:
 *  with the normal poll of a minute, orders would appear long after the replay is over. */
export function useReplayRefresh(): void {
  const client = useQueryClient();
  const { data, dataUpdatedAt } = useQuery(statusQuery);
  const replaying = data?.market.replaying === true;
  /** When the last handled status arrived, and whether it was during a replay. */
  const followed = useRef({ at: 0, replaying: false });
  useEffect(() => {
    const last = followed.current;
    if (dataUpdatedAt === last.at) return;
    followed.current = { at: dataUpdatedAt, replaying };
    if (!replaying && !last.replaying) return;
    for (const queryKey of [["workflows"], ["orders"], ["signals"]])
      void client.invalidateQueries({ queryKey });
  }, [client, replaying, dataUpdatedAt]);
}
