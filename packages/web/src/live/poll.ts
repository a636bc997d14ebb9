import type { QueryClient } from "@tanstack/react-query";
import { statusQuery } from "../features/status/api/queries.ts";
import { listQuery } from "../features/workflows/api/queries.ts";
import { pollPaceMs, SELDOM_MS } from "./poll-pace.ts";
import type { Refresh } from "./refresher.ts";

/** Asks for the status and the list after each pause until `signal` aborts, and for anything else only
 *  if they show a run or a change: without one, nothing else can differ. Seldom, because events name
 *  all but the edits of other clients. A hidden tab asks as well: it counts signals and announces them.
 *
 *  The returned function is called where the server sends no events, as on AWS: from then on, it asks
 *  soon after each tick. */
export function poll(client: QueryClient, refresh: Refresh, signal: AbortSignal): () => void {
  let hasEvents = true;
  let wake: (() => void) | null = null;
  /** Resolves with whether the pause is over; false when its length is to be determined anew. */
  const pause = (): Promise<boolean> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => resolve(true), hasEvents ? SELDOM_MS : paceMs(client));
      wake = () => {
        clearTimeout(timer);
        resolve(false);
      };
    });
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      if ((await pause()) && !signal.aborted) await ask(client, refresh);
    }
  };
  signal.addEventListener("abort", () => wake?.());
  void run();
  return () => {
    hasEvents = false;
    wake?.();
    // The pace depends on the next tick.
    client.ensureQueryData(statusQuery).then(
      () => wake?.(),
      () => {},
    );
  };
}

async function ask(client: QueryClient, refresh: Refresh): Promise<void> {
  const before = newestOf(client);
  await Promise.all([refresh(statusQuery.queryKey), refresh(listQuery.queryKey)]);
  const after = newestOf(client);
  if (before.some((value, place) => value !== after[place])) await refresh([]);
}

/** Values that stay the same as long as no run was recorded and no row of the list has changed. */
function newestOf(client: QueryClient): readonly unknown[] {
  const list = client.getQueryData(listQuery.queryKey);
  const run = client.getQueryData(statusQuery.queryKey)?.runs[0];
  return [list?.workflows, list?.decided_at, run?.tick];
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
