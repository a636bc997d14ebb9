/** The invariants to check once the system is idle. */
import { isDeepStrictEqual } from "node:util";
import { channelOf, isRoutedTo } from "@bellwether/core/channel";
import { isExpired } from "@bellwether/core/order";
import { asDerived, projectionOf, signalRowOf } from "@bellwether/core/projection";
import type { OrderSignal } from "@bellwether/core/signal";
import { SIMULATED_CHANNELS } from "./channels.ts";
import type { EventLoop } from "./event-loop.ts";
import type { Ledger } from "./ledger.ts";
import type { SimulatedSystem } from "./simulated-system.ts";

/** Upper bound for a worker to handle what it read, even with the slowest network. */
export const READ_WITHIN_MS = 60_000;

/** Adds the broken invariants to the ledger's violations. */
export async function judge(system: SimulatedSystem): Promise<void> {
  judgeSignals(system);
  system.ledger.slack.judge();
  await judgeProjections(system);
  await judgeRuns(system);
  judgeWorkflows(system);
}

/** Every signal has exactly one order until it expires, and was announced. */
function judgeSignals({ database, ledger, marketNow }: SimulatedSystem): void {
  for (const [id, signal] of ledger.signals) {
    if (!ledger.stored.has(id)) ledger.violate(`${id} was signalled and never stored`);
    const isAnnounced = ledger.announcements("notify", id) > 0 || ledger.slack.hasTold(signal);
    if (!isAnnounced && ledger.snoozed(id) === "none")
      ledger.violate(`${id} was signalled and never announced`);
    judgeChannels(ledger, signal);
    const lives = !isExpired({ ttl: signal.placed_at + 7 * 86_400 }, marketNow());
    const isThere = database.orders.has(id);
    if (lives && !isThere && !ledger.discarded.has(id)) ledger.violate(`${id} is not stored`);
    if (!lives && isThere) ledger.violate(`${id} has expired and is still stored`);
  }
}

/** The channels beside Slack announced each signal that they take, and that names them. */
function judgeChannels(
  { routings, snoozed, announcements, violate }: Ledger,
  signal: OrderSignal,
): void {
  if (snoozed(signal.id) !== "none") return;
  for (const name of SIMULATED_CHANNELS.filter((one) => one !== "slack")) {
    const isNamed = routings
      .get(signal.id)
      ?.some((notify) => isRoutedTo(name, notify, SIMULATED_CHANNELS));
    const isAnnounced = announcements(channelOf(name).consumer, signal.id) > 0;
    if (isNamed && !isAnnounced) violate(`${signal.id} was never announced in ${name}`);
  }
}

/** Every projection is that of the existing orders, as a rebuild would compute it, and the list of
 *  signals has a row for each of them and no other. */
async function judgeProjections({ database, ledger, marketNow }: SimulatedSystem): Promise<void> {
  for (const [id, item] of database.workflows) {
    const { last_order, signal_ticks } = projectionOf(await database.projections.ordersOf(id));
    if (!isDeepStrictEqual(asDerived(item["last_order"] ?? null), last_order)) {
      const stored = await database.projections.read(id);
      const named = stored.kind === "present" ? stored.placed_at : "none";
      ledger.violate(
        `last_order of ${id} is of ${named}, its newest order of ${last_order?.placed_at}`,
      );
    }
    const ticks = item["signal_ticks"] ?? new Set();
    if (!isDeepStrictEqual(ticks, new Set(signal_ticks))) {
      ledger.violate(
        `signal_ticks of ${id} are ${[...(ticks as Set<number>)].join(" ")}, its orders ${signal_ticks.join(" ")}`,
      );
    }
  }
  const { orders, signals } = database;
  for (const [id, order] of orders) {
    const row = signals.get(id);
    // A rebuild gives no row to an order that waits for its deletion.
    if (row === undefined && isExpired(order, marketNow())) continue;
    if (!isDeepStrictEqual(row, signalRowOf(order))) ledger.violate(`${id} is not listed`);
  }
  for (const id of signals.keys()) {
    if (!orders.has(id)) ledger.violate(`${id} is listed and has no order`);
  }
}

async function judgeRuns({ database, ledger, marketNow }: SimulatedSystem): Promise<void> {
  const runs = await database.runs.list({ limit: 1_000_000, asOf: marketNow() });
  const kept = new Set(runs.map((run) => (run.kind === "valid" ? run.value.tick : 0)));
  for (const { tick, range } of database.runPartItems.values()) {
    const parts = await database.runParts.list(tick, range.count);
    const isKept = tick <= marketNow() - 30 * 86_400 || kept.has(tick);
    if (parts.length === range.count && !isKept) {
      ledger.violate(`all ranges of ${tick} were evaluated, and no engine ended the run`);
    }
  }
  for (const tick of ledger.ticks) {
    if (tick > marketNow() - 30 * 86_400 && !kept.has(tick)) {
      ledger.violate(`the run of ${tick} was not recorded`);
    }
  }
}

/** No deleted workflow reappeared, and no edit was lost. */
function judgeWorkflows({ database, ledger }: SimulatedSystem): void {
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
export async function isCaughtUp(loop: EventLoop, system: SimulatedSystem): Promise<boolean> {
  let caughtUp = false;
  const read = async (): Promise<void> => {
    await system.caughtUp();
    caughtUp = true;
  };
  // A worker that stops first has not caught up.
  void read().catch(() => {});
  await loop.advance(60_000);
  return caughtUp;
}

/** A check in the middle of a run: once all writes are read, every projection must be correct.
 *  By then the messages of crashed consumers have been delivered again. The check is skipped
 *  if orders change during it. */
export async function inspectProjections(loop: EventLoop, system: SimulatedSystem): Promise<void> {
  const { orders } = system.database;
  loop.setCalm(true);
  await loop.advance(READ_WITHIN_MS);
  const before = [...orders.keys()];
  const isRead = (await isCaughtUp(loop, system)) && system.isProjecting();
  if (isRead && isDeepStrictEqual([...orders.keys()], before)) await judgeProjections(system);
  loop.setCalm(false);
}
