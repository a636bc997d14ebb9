/** The invariants to check once the system is idle. */
import { isDeepStrictEqual } from "node:util";
import { isExpired } from "@bellwether/core/order";
import { lastOrderOf } from "@bellwether/core/projection";
import type { Plant } from "./plant.ts";
import type { World } from "./world.ts";

/** Adds the broken invariants to the ledger's violations. */
export async function judge(plant: Plant): Promise<void> {
  judgeSignals(plant);
  await judgeProjections(plant);
  await judgeRuns(plant);
  judgeWorkflows(plant);
}

/** Every signal has exactly one order until it expires, and was announced. */
function judgeSignals({ database, ledger, marketNow }: Plant): void {
  for (const [id, signal] of ledger.signals) {
    if (!ledger.stored.has(id)) ledger.violate(`${id} was signalled and never stored`);
    if (ledger.announcements(id) === 0) ledger.violate(`${id} was signalled and never announced`);
    const lives = !isExpired({ ttl: signal.placed_at + 7 * 86_400 }, marketNow());
    const isThere = database.orders.has(id);
    if (lives && !isThere && !ledger.discarded.has(id)) ledger.violate(`${id} is not stored`);
    if (!lives && isThere) ledger.violate(`${id} has expired and is still stored`);
  }
}

/** Every `last_order` is the newest existing order, as a rebuild would compute it. */
export async function judgeProjections({ database, ledger }: Plant): Promise<void> {
  for (const [id, item] of database.workflows) {
    const newest = await database.projections.newestOrder(id);
    const expected = newest === null ? undefined : lastOrderOf(newest);
    if (isDeepStrictEqual(item["last_order"], expected)) continue;
    const stored = await database.projections.readLastOrder(id);
    const named = stored.kind === "present" ? stored.placed_at : "none";
    ledger.violate(`last_order of ${id} is of ${named}, its newest order of ${newest?.placed_at}`);
  }
}

async function judgeRuns({ database, ledger, marketNow }: Plant): Promise<void> {
  const runs = await database.runs.list({ limit: 1_000_000, asOf: marketNow() });
  const kept = new Set(runs.map((run) => (run.kind === "valid" ? run.value.tick : 0)));
  for (const tick of ledger.ticks) {
    if (tick > marketNow() - 30 * 86_400 && !kept.has(tick)) {
      ledger.violate(`the run of ${tick} was not recorded`);
    }
  }
}

/** No deleted workflow reappeared, and no edit was lost. */
function judgeWorkflows({ database, ledger }: Plant): void {
  for (const id of ledger.deletedWorkflows) {
    if (database.workflows.has(id)) ledger.violate(`deleted workflow ${id} came back`);
  }
  for (const [id, { version, draft }] of ledger.edits) {
    const item = database.workflows.get(id);
    if (item === undefined) continue;
    const isKept = isDeepStrictEqual({ ...item, ...draft, version }, item);
    if (!isKept) {
      ledger.violate(`the edit ${version} of ${id} was lost`);
    }
  }
}

/** Advances one minute, and returns whether the stream worker has read everything by then. */
export async function isCaughtUp(world: World, plant: Plant): Promise<boolean> {
  let caughtUp = false;
  const read = async (): Promise<void> => {
    await plant.caughtUp();
    caughtUp = true;
  };
  // A worker that stops first has not caught up.
  void read().catch(() => {});
  await world.advance(60_000);
  return caughtUp;
}
