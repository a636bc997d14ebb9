import { type WorkflowList, workflowListSchema } from "@bellwether/core/api";
import type { QueryClient } from "@tanstack/react-query";
import { request } from "../api/request.ts";
import { listQuery } from "../features/workflows/api/queries.ts";
import { workflowOf } from "./change.ts";
import type { Refresh } from "./refresher.ts";

/** Above this number of rows the list is asked for what has changed in it. */
const MAX_ROWS = 50;

/** What else the page shows of a workflow. */
const PARTS = ["detail", "orders", "outcomes", "chart", "explain"];

/** Reads the rows of new orders, one request at a time; orders that arrive meanwhile go into the next
 *  one. */
export function changedRows(
  client: QueryClient,
  refresh: Refresh,
): (orderIds: readonly string[]) => void {
  const waiting = new Set<string>();
  let isReading = false;
  const read = async () => {
    isReading = true;
    while (waiting.size > 0) {
      const ids = [...waiting];
      waiting.clear();
      await readRows(client, refresh, ids).catch(() => refresh(listQuery.queryKey));
    }
    isReading = false;
  };
  return (orderIds) => {
    for (const id of orderIds) waiting.add(workflowOf(id));
    if (!isReading) void read();
  };
}

async function readRows(
  client: QueryClient,
  refresh: Refresh,
  ids: readonly string[],
): Promise<void> {
  for (const page of ["orders", "signals"]) void refresh([page]);
  for (const id of ids) {
    for (const part of PARTS) void refresh(["workflows", part, id]);
  }
  const isLoaded = client.getQueryData(listQuery.queryKey) !== undefined;
  if (ids.length > MAX_ROWS || !isLoaded) return refresh(listQuery.queryKey);
  const fresh = await request(workflowListSchema, `/workflows?ids=${ids.join(",")}`);
  client.setQueryData(listQuery.queryKey, (list) => list && withRows(list, fresh));
  // A list that was asked for before these orders must not be the last word.
  if (client.isFetching({ queryKey: listQuery.queryKey }) > 0) void refresh(listQuery.queryKey);
}

function withRows(list: WorkflowList, fresh: WorkflowList): WorkflowList {
  const byId = new Map(fresh.workflows.map((row) => [row.id, row]));
  const workflows = list.workflows.map((row) => byId.get(row.id) ?? row);
  return { ...list, workflows, as_of: Math.max(list.as_of, fresh.as_of) };
}
