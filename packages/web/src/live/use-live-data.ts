import type { WorkflowList } from "@bellwether/core/api";
import { type QueryClient, QueryObserver, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { statusQuery } from "../features/status/api/queries.ts";
import { listQuery } from "../features/workflows/api/queries.ts";
import { freshOrders } from "../features/workflows/fresh-orders.ts";
import { announce } from "./announce.ts";
import { type Arrival, arrivals } from "./arrivals.ts";
import type { Change } from "./change.ts";
import { followChanges } from "./change-stream.ts";
import { changedRows } from "./changed-rows.ts";
import { heard } from "./heard.ts";
import { poll } from "./poll.ts";
import { type Refresh, refresher } from "./refresher.ts";
import { unseen } from "./unseen.ts";

/** Keeps all data on the page up to date with the server, and announces new signals. */
export function useLiveData(): void {
  const client = useQueryClient();
  useEffect(() => {
    const following = new AbortController();
    const refresh = refresher(client);
    const rows = changedRows(client, refresh);
    const stopAnnouncing = announceArrivals(client);
    const { signal } = following;
    const onNoEvents = poll(client, refresh, signal);
    followChanges((change) => apply(refresh, rows, change), { signal, onNoEvents });
    return () => {
      following.abort();
      stopAnnouncing();
    };
  }, [client]);
}

function apply(
  refresh: Refresh,
  rows: (orderIds: readonly string[]) => void,
  change: Change,
): void {
  heard.now();
  if (change.kind === "alive") return;
  if (change.kind === "orders") rows(change.ids);
  else void refresh([]);
}

/** Follows the list, on every page: what is new in it has arrived, however the page got to know. */
function announceArrivals(client: QueryClient): () => void {
  let before: WorkflowList | undefined;
  return new QueryObserver(client, listQuery).subscribe(({ data }) => {
    if (data === undefined || data === before) return;
    const arrived = before === undefined ? [] : arrivedIn(before, data);
    before = data;
    // Orders from a replay are history and must not raise notifications.
    const isPresent = client.getQueryData(statusQuery.queryKey)?.market.replaying === false;
    if (!isPresent || arrived.length === 0) return;
    unseen.add(arrived.map(({ id }) => id));
    arrivals.add(arrived);
    announce(arrived);
  });
}

function arrivedIn(before: WorkflowList, after: WorkflowList): readonly Arrival[] {
  const fresh = freshOrders(before.workflows, after.workflows);
  return after.workflows
    .filter(({ id }) => fresh.has(id))
    .map((workflow) => ({ id: `${workflow.id}.${workflow.last_order_timestamp}`, workflow }));
}
