import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { statusQuery } from "../features/status/api/queries.ts";

/** While a replay runs, each status is followed by fresh workflows and orders, and so is the first one
 *  after it: a minute's poll would show a page without orders long after the replay is over. */
export function useReplayRefresh(): void {
  const client = useQueryClient();
  const { data, dataUpdatedAt } = useQuery(statusQuery);
  const replaying = data?.market.replaying === true;
  /** The newest status that was followed, and whether it was one of a replay. */
  const followed = useRef({ at: 0, replaying: false });
  useEffect(() => {
    const last = followed.current;
    if (dataUpdatedAt === last.at) return;
    followed.current = { at: dataUpdatedAt, replaying };
    if (!replaying && !last.replaying) return;
    for (const queryKey of [["workflows"], ["orders"]]) void client.invalidateQueries({ queryKey });
  }, [client, replaying, dataUpdatedAt]);
}
