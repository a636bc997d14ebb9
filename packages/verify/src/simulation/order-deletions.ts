/** Deletions of orders during a simulation, by expiry or by hand. Real orders live for a week and
 *  a replaced stream worker for seconds, so no order is deleted while such a worker runs. */
import { isExpired } from "@bellwether/core/order";
import type { SimulatedSystem } from "./simulated-system.ts";
import { REPLACED_WORKER_MS } from "./stream-worker.ts";
import type { TickSchedule } from "./tick-schedule.ts";
import { READ_WITHIN_MS } from "./verdict.ts";
import type { World } from "./world.ts";

export type OrderDeletions = Readonly<{
  /** Orders expire when the table's expiry scan reaches them, some late, some at once. */
  expire: () => void;
  /** A user deletes newest orders by hand, while others rebuild. */
  deleteNewestOrders: () => void;
  /** A second stream worker takes over, unless the first may still hold a deleted order. */
  takeOver: () => void;
}>;

export function createOrderDeletions(
  world: World,
  system: SimulatedSystem,
  { tick }: TickSchedule,
): OrderDeletions {
  const { database, ledger } = system;
  /** Until then a replaced worker may still apply what it read. */
  let replacedUntilMs = 0;
  let discardedAtMs = Number.NEGATIVE_INFINITY;

  function discard(id: string): void {
    world.trace(`order ${id} leaves`);
    discardedAtMs = world.nowMs();
    database.removeOrder(id);
  }

  function discardNewest(): void {
    const newest = [...database.orders.values()].at(-world.between(1, 2));
    if (newest === undefined || world.nowMs() < replacedUntilMs) return;
    ledger.discarded.add(newest.id);
    discard(newest.id);
  }

  return {
    expire() {
      if (world.nowMs() < replacedUntilMs) return;
      for (const order of database.orders.values()) {
        if (isExpired(order, system.marketNow()) && world.chance(0.7)) discard(order.id);
      }
    },
    deleteNewestOrders() {
      if (world.nowMs() < replacedUntilMs) return;
      tick();
      system.startRebuild();
      system.startRebuild();
      for (let more = world.between(1, 3); more > 0; more -= 1) {
        world.after(world.between(500, 6_000), tick);
      }
      const chances = world.between(6, 12);
      for (let turn = 0; turn < chances; turn += 1) {
        world.after(world.between(0, 9_000), discardNewest);
      }
    },
    takeOver() {
      if (world.nowMs() - discardedAtMs < READ_WITHIN_MS) return;
      replacedUntilMs = world.nowMs() + REPLACED_WORKER_MS + 1_000;
      system.takeOver();
    },
  };
}
