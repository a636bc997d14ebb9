import { type Publish } from "@bellwether/core/event";
import type { Log } from "@bellwether/core/log";
import { type ListRuns, missedTicks, type RunMissed } from "@bellwether/core/run";
import { type ReceiptStore } from "@bellwether/core/store";
import {
  DAY_SECONDS,
  HALF_HOUR_SECONDS,
  type Instant,
  type MarketNow,
} from "@bellwether/core/time";

export type MissedRunDeps = Readonly<{
  listRuns: ListRuns;
  receipts: ReceiptStore;
  publish: Publish;
  marketNow: MarketNow;
  /** Ticks up to this one are not missed; null to take the oldest run on record. */
  since: () => Instant | null;
  /** Those of the ticks at which a workflow was due: where none was, nothing was missed. */
  dueAmong: (ticks: readonly Instant[]) => Promise<readonly Instant[]>;
  log: Log;
}>;

/** Ticks are looked for this far back: an outage of a day is reported, older ones are history. */
const LOOK_BACK_SECONDS = DAY_SECONDS;
const TICKS_LOOKED_AT = LOOK_BACK_SECONDS / HALF_HOUR_SECONDS;
/** Leaves room for runs outside the schedule, which are on record too. */
const RUNS_READ = 2 * TICKS_LOOKED_AT;

/** Longer than one publication. */
const CLAIM_LEASE_MS = 60_000;

/** Looks for due ticks without a run, and publishes one `RunMissed` for all that were not reported yet,
 *  so that a machine that slept for a day reports it once. To be called every few minutes. Resolves with the ticks that were reported now, newest first.
 *  Rejects with `StoreError` or `PublishError`: the next call reports what this one did not. */
export const missedRunHandler = (deps: MissedRunDeps) => async (): Promise<Instant[]> => {
  const { receipts, publish, log } = deps;
  const claims: { readonly tick: Instant; readonly key: string; readonly token: string }[] = [];
  for (const tick of await findMissedRuns(deps)) {
    const key = `missed-run#${tick}`;
    const claim = await receipts.claim(key, CLAIM_LEASE_MS);
    if (claim.kind === "claimed") claims.push({ tick, key, token: claim.token });
  }
  const ticks = claims.map(({ tick }) => tick);
  if (ticks.length === 0) return [];
  try {
    await publish([{ type: "RunMissed", detail: runMissed(ticks) }]);
  } catch (error) {
    for (const { key, token } of claims) await receipts.release(key, token);
    throw error;
  }
  for (const { key, token } of claims) await receipts.complete(key, token);
  log.error("runs missed", { ticks });
  return ticks;
};

/** `ticks` newest first. */
function runMissed(ticks: readonly Instant[]): RunMissed {
  const tick = Math.max(...ticks);
  return {
    schema: 1,
    tick,
    ...(ticks.length > 1 && { first_tick: Math.min(...ticks), count: ticks.length }),
  };
}

/** The ticks of the last day at which a workflow was due and that have no run, newest first. Without any run on record Bellwether
 *  is new, and nothing was missed. */
export async function findMissedRuns({
  listRuns,
  marketNow,
  since,
  dueAmong,
}: Pick<MissedRunDeps, "listRuns" | "marketNow" | "since" | "dueAmong">): Promise<
  readonly Instant[]
> {
  const asOf = marketNow();
  const stored = await listRuns({ limit: RUNS_READ, asOf });
  // The key of a record that cannot be read still names its tick.
  const ticks = stored.map((run) => (run.kind === "valid" ? run.value.tick : Number(run.id)));
  const begin = since() ?? Math.min(...ticks);
  const missed = missedTicks(ticks, Math.max(begin, asOf - LOOK_BACK_SECONDS), asOf);
  return missed.length === 0 ? [] : dueAmong(missed);
}
