/** Deletions of orders during a simulation, by expiry or by hand. Real orders live for a week and
 *  a replaced stream worker for seconds, so no order is deleted while such a worker runs. */
import { isExpired } from "@bellwether/core/order";
import type { EventLoop } from "./event-loop.ts";
import type { SimulatedSystem } from "./simulated-system.ts";
import { REPLACED_WORKER_MS } from "./stream-worker.ts";
import type { TickSchedule } from "./tick-schedule.ts";
import { READ_WITHIN_MS } from "./verdict.ts";

export type OrderDeletions = Readonly<{
  /** Orders expire when the table's expiry scan reaches them, some late, some at once. */
  expire: () => void;
  /** A user deletes newest orders by hand, while others rebuild. */
  deleteNewestOrders: () => void;
  /** A second stream worker takes over, unless the first may still hold a deleted order. */
  takeOver: () => void;
}>;

export function createOrderDeletions(
  loop: EventLoop,
  system: SimulatedSystem,
  { tick }: TickSchedule,
): OrderDeletions {
  const { database, ledger } = system;
  /** Until then a replaced worker may still apply what it read. */
  let replacedUntilMs = 0;
  let discardedAtMs = Number.NEGATIVE_INFINITY;

  function discard(id: string): void {
    loop.trace(`order ${id} leaves`);
    discardedAtMs = loop.nowMs();
    database.removeOrder(id);
  }

  function discardNewest(): void {
    const newest = [...database.orders.values()].at(-loop.between(1, 2));
    if (newest === undefined || loop.nowMs() < replacedUntilMs) return;
    ledger.discarded.add(newest.id);
    discard(newest.id);
  }

  return {
    expire() {
      if (loop.nowMs() < replacedUntilMs) return;
      for (const order of database.orders.values()) {
        if (isExpired(order, system.marketNow()) && loop.chance(0.7)) discard(order.id);
      }
    },
    deleteNewestOrders() {
      if (loop.nowMs() < replacedUntilMs) return;
      tick();
      system.startRebuild();
      system.startRebuild();
      for (let more = loop.between(1, 3); more > 0; more -= 1) {
        loop.after(loop.between(500, 6_000), tick);
      }
      const chances = loop.between(6, 12);
      for (let turn = 0; turn < chances; turn += 1) {
        loop.after(loop.between(0, 9_000), discardNewest);
      }
    },
    takeOver() {
      if (loop.nowMs() - discardedAtMs < READ_WITHIN_MS) return;
      replacedUntilMs = loop.nowMs() + REPLACED_WORKER_MS + 1_000;
      system.takeOver();
    },
  };
}
