import type { Log } from "@bellwether/core/log";
import {
  type ListRuns,
  missedTicks,
  type Publish,
  type ReceiptStore,
} from "@bellwether/core/signal";
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
  /** No tick up to here can have been missed; null when the oldest run on record tells it. */
  since: () => Instant | null;
  log: Log;
}>;

/** Ticks are looked for this far back: an outage of a day is reported, older ones are history. */
const LOOK_BACK_SECONDS = DAY_SECONDS;
const TICKS_LOOKED_AT = LOOK_BACK_SECONDS / HALF_HOUR_SECONDS;
/** Off-schedule runs, asked for by hand, are on record too. */
const RUNS_READ = 2 * TICKS_LOOKED_AT;

/** Longer than one publication takes. */
const CLAIM_LEASE_MS = 60_000;

/** Looks for due ticks that no run stands for, and says each of them once. To be called every few
 *  minutes. Resolves with the ticks that were reported now, newest first.
 *  Rejects with `StoreError` or `PublishError`: the next call reports what this one did not. */
export const missedRunHandler = (deps: MissedRunDeps) => async (): Promise<Instant[]> => {
  const { receipts, publish, log } = deps;
  const reported: Instant[] = [];
  for (const tick of await findMissedRuns(deps)) {
    const key = `missed-run#${tick}`;
    const claim = await receipts.claim(key, CLAIM_LEASE_MS);
    if (claim.kind !== "claimed") continue;
    try {
      await publish([{ type: "RunMissed", detail: { schema: 1, tick } }]);
    } catch (error) {
      await receipts.release(key, claim.token);
      throw error;
    }
    await receipts.complete(key, claim.token);
    log.error("run missed", { tick });
    reported.push(tick);
  }
  return reported;
};

/** The due ticks of the last day without a run, newest first. Without any run on record Bellwether
 *  is new, and nothing was missed. */
export async function findMissedRuns({
  listRuns,
  marketNow,
  since,
}: Pick<MissedRunDeps, "listRuns" | "marketNow" | "since">): Promise<Instant[]> {
  const asOf = marketNow();
  const stored = await listRuns({ limit: RUNS_READ, asOf });
  // A damaged record still says that there was a run: its key is its tick.
  const ticks = stored.map((run) => (run.kind === "valid" ? run.value.tick : Number(run.id)));
  const begin = since() ?? Math.min(...ticks);
  return missedTicks(ticks, Math.max(begin, asOf - LOOK_BACK_SECONDS), asOf);
}
