/** The events of a simulation: user actions, market moves and faults. The seed chooses each step
 *  and the pause after it. */
import { isDeepStrictEqual } from "node:util";
import { isExpired } from "@bellwether/core/order";
import { DAY_SECONDS, HOUR_SECONDS, type Instant, tickAtOrBefore } from "@bellwether/core/time";
import { workflowDraftSchema } from "@bellwether/core/workflow";
import { aSimulatedDraft } from "./market.ts";
import { COMPONENTS, type Plant, ZOMBIE_MS } from "./plant.ts";
import { isCaughtUp, judgeProjections } from "./verdict.ts";
import type { World } from "./world.ts";

const DAY_MS = 86_400_000;
const MAX_WORKFLOWS = 5;
/** Upper bound for a worker to handle what it read, even with the slowest network. */
const READ_WITHIN_MS = 60_000;

export type Scenario = Readonly<{ begin: () => void; step: () => Promise<void> }>;

export function createScenario(world: World, plant: Plant): Scenario {
  const { database, ledger } = plant;
  let created = 0;
  let lastTick: Instant = 0;
  /** Until then a replaced worker may still apply what it read. Real orders live for a week and
   *  such a worker for seconds, so no order is deleted meanwhile. */
  let zombieUntilMs = 0;
  /** Time of the last deletion: a worker about to be replaced may still hold a deleted order. */
  let discardedAtMs = Number.NEGATIVE_INFINITY;

  function create(): void {
    if (database.workflows.size >= MAX_WORKFLOWS) return;
    created += 1;
    const draft = aSimulatedDraft(world, `workflow ${created}`);
    const now = plant.marketNow();
    const id = world.newId();
    database.workflows.set(id, { ...draft, id, version: 1, created_at: now, updated_at: now });
  }

  async function edit(): Promise<void> {
    const item = world.pick([...database.workflows.values()]);
    if (item === undefined) return;
    const id = String(item["id"]);
    const version = Number(item["version"]);
    const changed = { ...aSimulatedDraft(world, String(item["name"])), enable: world.chance(0.9) };
    const draft = workflowDraftSchema.parse(changed);
    const outcome = await database.workflowStore.update(id, version, draft, plant.marketNow());
    if (outcome.kind !== "updated") return;
    ledger.edits.set(id, { version: version + 1, draft });
    world.trace(`edited ${id}`);
  }

  async function remove(): Promise<void> {
    const id = world.pick([...database.workflows.keys()]);
    if (id === undefined) return;
    await database.workflowStore.delete(id, null);
    ledger.deletedWorkflows.add(id);
    world.trace(`deleted workflow ${id}`);
  }

  /** At least an hour, because the prices of each hour are unique. */
  function tick(): void {
    plant.passMarketTime(world.between(1, 3) * HOUR_SECONDS);
    const due = tickAtOrBefore(plant.marketNow());
    if (due === lastTick) return;
    lastTick = due;
    plant.schedule(due);
    if (world.chance(0.3)) world.after(world.between(0, 20_000), () => plant.schedule(due));
  }

  /** Runs the same tick again after an edit of the workflows it evaluates. */
  async function editAndRepeat(): Promise<void> {
    tick();
    await world.advance(world.between(200, 3_000));
    for (let edits = world.between(1, 4); edits > 0; edits -= 1) await edit();
    plant.schedule(lastTick);
  }

  /** A check in the middle of a run: once all writes are read, every projection must be correct.
   *  By then the messages of crashed consumers have been delivered again. The check is skipped
   *  if orders change during it. */
  async function inspect(): Promise<void> {
    world.setCalm(true);
    await world.advance(READ_WITHIN_MS);
    const before = [...database.orders.keys()];
    const isRead = (await isCaughtUp(world, plant)) && plant.isProjecting();
    if (isRead && isDeepStrictEqual([...database.orders.keys()], before)) {
      await judgeProjections(plant);
    }
    world.setCalm(false);
  }

  /** Orders expire when the table's expiry scan reaches them, some late, some at once. */
  function expire(): void {
    if (world.nowMs() < zombieUntilMs) return;
    for (const order of database.orders.values()) {
      if (isExpired(order, plant.marketNow()) && world.chance(0.7)) discard(order.id);
    }
  }

  function discard(id: string): void {
    world.trace(`order ${id} leaves`);
    discardedAtMs = world.nowMs();
    database.removeOrder(id);
  }

  /** A user deletes newest orders by hand, while another rebuilds. */
  function meddle(): void {
    if (world.nowMs() < zombieUntilMs) return;
    tick();
    plant.startRebuild();
    plant.startRebuild();
    for (let more = world.between(1, 3); more > 0; more -= 1) {
      world.after(world.between(500, 6_000), tick);
    }
    const chances = world.between(6, 12);
    for (let turn = 0; turn < chances; turn += 1) {
      world.after(world.between(0, 9_000), () => {
        const newest = [...database.orders.values()].at(-world.between(1, 2));
        if (newest === undefined || world.nowMs() < zombieUntilMs) return;
        ledger.discarded.add(newest.id);
        discard(newest.id);
      });
    }
  }

  function reshard(): void {
    const shard = world.pick(database.stream.openShards());
    if (shard !== undefined) database.stream.close(shard, world.chance(0.7) ? 2 : 1);
  }

  /** A day without a stream worker: records are trimmed before they are read. */
  async function outage(): Promise<void> {
    plant.suspendStream();
    tick();
    await world.advance(world.between(5_000, 30_000));
    reshard();
    tick();
    await world.advance(20 * 3_600_000 + world.between(1, 8 * 3_600_000));
    tick();
    await world.advance(world.between(1_000, 10_000));
    database.stream.dropOlderThan(world.nowMs() - DAY_MS + 4 * 3_600_000);
    plant.resumeStream();
  }

  /** The stream is disabled and enabled again; writes in between are never published. */
  async function recreateStream(): Promise<void> {
    database.stream.disable();
    tick();
    await world.advance(world.between(0, 5_000));
    database.stream.enable();
  }

  function takeOver(): void {
    if (world.nowMs() - discardedAtMs < READ_WITHIN_MS) return;
    zombieUntilMs = world.nowMs() + ZOMBIE_MS + 1_000;
    plant.takeOver();
  }

  const actions: readonly (readonly [weight: number, act: () => void | Promise<void>])[] = [
    [50, tick],
    [6, edit],
    [4, editAndRepeat],
    [10, inspect],
    [3, create],
    [3, remove],
    [8, expire],
    [3, () => plant.passMarketTime(world.between(1, 8) * DAY_SECONDS)],
    [8, meddle],
    [3, plant.startRebuild],
    [5, reshard],
    [2, outage],
    [2, recreateStream],
    [2, takeOver],
    [6, () => plant.crash(world.pick(COMPONENTS) ?? "host")],
    [2, plant.redrive],
  ];
  const total = actions.reduce((sum, [weight]) => sum + weight, 0);

  return {
    begin() {
      for (let count = world.between(2, 4); count > 0; count -= 1) create();
    },
    async step() {
      let place = world.random() * total;
      const chosen = actions.find(([weight]) => {
        place -= weight;
        return place < 0;
      });
      if (chosen !== undefined) world.trace(`-- ${chosen[1].name}`);
      await chosen?.[1]();
      await world.advance(world.between(10, world.chance(0.2) ? 60_000 : 5_000));
    },
  };
}
