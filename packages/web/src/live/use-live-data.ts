import { type WorkflowList, type WorkflowSummary, workflowListSchema } from "@bellwether/core/api";
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { request } from "../api/request.ts";
import { session } from "../auth/open-session.ts";
import { statusQuery } from "../features/status/api/queries.ts";
import { listQuery } from "../features/workflows/api/queries.ts";
import { announce } from "./announce.ts";
import { type Arrival, arrivals } from "./arrivals.ts";
import { type Change, workflowOf } from "./change.ts";
import { followChanges } from "./change-stream.ts";
import { heard } from "./heard.ts";
import { pollPaceMs, SELDOM_MS } from "./poll-pace.ts";
import { unseen } from "./unseen.ts";

/** Above this number of rows the whole list is fetched: its response is compressed. */
const MAX_ROWS = 50;

/** Keeps all data on the page up to date with the server. */
export function useLiveData(): void {
  const client = useQueryClient();
  useEffect(() => {
    const following = new AbortController();
    const rows = rowReader(client);
    followChanges((change) => apply(client, rows, change), following.signal);
    void session().then(
      ({ hasEvents }) => (hasEvents ? undefined : poll(client, following.signal)),
      () => {},
    );
    return () => following.abort();
  }, [client]);
}

function apply(
  client: QueryClient,
  rows: (orderIds: readonly string[]) => void,
  change: Change,
): void {
  heard.now();
  if (change.kind === "alive") return;
  if (change.kind === "orders") {
    unseen.add(change.ids);
    rows(change.ids);
    return;
  }
  refetch(client);
}

/** If the server sends no events: polls soon after a tick, and slowly otherwise. */
async function poll(client: QueryClient, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const status = client.getQueryData(statusQuery.queryKey);
    const waitMs =
      status === undefined
        ? SELDOM_MS
        : pollPaceMs({
            clock: Math.floor(Date.now() / 1_000),
            nextTick: status.next_tick,
            lastTick: status.runs[0]?.tick ?? null,
            isReplaying: status.market.replaying,
          });
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    if (!document.hidden) refetch(client);
  }
}

/** Does not restart a request in flight: under a burst of changes none would ever complete. */
function refetch(client: QueryClient, queryKey: readonly string[] = []): void {
  void client.invalidateQueries({ queryKey }, { cancelRefetch: false });
}

/** Fetches changed rows, one request at a time; changes that arrive meanwhile go into the next
 *  one. */
function rowReader(client: QueryClient): (orderIds: readonly string[]) => void {
  const waiting = new Set<string>();
  let isReading = false;
  const read = async () => {
    isReading = true;
    while (waiting.size > 0) {
      const ids = [...waiting];
      waiting.clear();
      await readRows(client, ids).catch(() => refetch(client, listQuery.queryKey));
    }
    isReading = false;
  };
  return (orderIds) => {
    for (const id of orderIds) waiting.add(id);
    if (!isReading) void read();
  };
}

async function readRows(client: QueryClient, orderIds: readonly string[]): Promise<void> {
  const ids = [...new Set(orderIds.map(workflowOf))];
  refetch(client, ["orders"]);
  refetch(client, ["signals"]);
  for (const id of ids) {
    for (const part of ["orders", "chart"]) refetch(client, ["workflows", part, id]);
  }
  if (client.getQueryData(listQuery.queryKey) === undefined) return;
  if (ids.length > MAX_ROWS) {
    await client.invalidateQueries({ queryKey: listQuery.queryKey }, { cancelRefetch: false });
    return;
  }
  const fresh = await request(workflowListSchema, `/workflows?ids=${ids.join(",")}`);
  client.setQueryData(listQuery.queryKey, (list) => list && withRows(list, fresh));
  // Orders from a replay are history and must not raise notifications.
  if (client.getQueryData(statusQuery.queryKey)?.market.replaying === true) return;
  const arrived = arrivedIn(fresh.workflows, new Set(orderIds));
  arrivals.add(arrived);
  announce(arrived);
}

function arrivedIn(rows: readonly WorkflowSummary[], ids: ReadonlySet<string>): Arrival[] {
  return rows.flatMap((workflow) => {
    const id = `${workflow.id}.${workflow.last_order_timestamp}`;
    return ids.has(id) ? [{ id, workflow }] : [];
  });
}

function withRows(list: WorkflowList, fresh: WorkflowList): WorkflowList {
  const byId = new Map(fresh.workflows.map((row) => [row.id, row]));
  const workflows = list.workflows.map((row) => byId.get(row.id) ?? row);
  return { ...list, workflows, as_of: Math.max(list.as_of, fresh.as_of) };
}
