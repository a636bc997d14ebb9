import type { QueryClient } from "@tanstack/react-query";
import { statusQuery } from "../features/status/api/queries.ts";
import { listQuery } from "../features/workflows/api/queries.ts";
import { pollPaceMs, SELDOM_MS } from "./poll-pace.ts";
import type { Refresh } from "./refresher.ts";

/** Without events, on AWS: asks soon after a tick, and seldom otherwise, until `signal` aborts. A
 *  hidden tab asks as well: it counts signals and announces them. */
export async function poll(
  client: QueryClient,
  refresh: Refresh,
  signal: AbortSignal,
): Promise<void> {
  await client.ensureQueryData(statusQuery).catch(() => {});
  while (!signal.aborted) {
    await new Promise((resolve) => setTimeout(resolve, paceMs(client)));
    if (signal.aborted) return;
    const before = client.getQueryData(listQuery.queryKey);
    await Promise.all([refresh(statusQuery.queryKey), refresh(listQuery.queryKey)]);
    const after = client.getQueryData(listQuery.queryKey);
    // Charts and outcomes cost requests of the market: only after a run or a change.
    const isChanged =
      before?.workflows !== after?.workflows || before?.decided_at !== after?.decided_at;
    if (isChanged) await refresh([]);
  }
}

function paceMs(client: QueryClient): number {
  const status = client.getQueryData(statusQuery.queryKey);
  if (status === undefined) return SELDOM_MS;
  const { next_tick: nextTick, runs, market } = status;
  return pollPaceMs({
    clock: Math.floor(Date.now() / 1_000),
    nextTick,
    lastTick: runs[0]?.tick ?? null,
    isAccelerated: market.replaying || market.simulated,
  });
}
