import { type DomainEvent, type ObserveHop, observeHop } from "@bellwether/core/event";
import type { Log } from "@bellwether/core/log";
import { orderOf, type PutOrder } from "@bellwether/core/order";
import type { SystemNow } from "@bellwether/core/time";
import { DONE, type HandleMessage } from "./queue-consumer.ts";

export type PersistDeps = Readonly<{
  putOrder: PutOrder;
  observe?: ObserveHop;
  systemNow: SystemNow;
  log: Log;
}>;

/** Stores a signal as an order, once: a duplicate changes nothing. */
export const persistHandler =
  ({ putOrder, observe, systemNow, log }: PersistDeps): HandleMessage<DomainEvent> =>
  async (event, sentAtMs) => {
    // Its route matches only signals.
    if (event.type !== "OrderSignal") return DONE;
    const order = orderOf(event.detail, {
      ...(sentAtMs !== undefined && { queued_at_ms: sentAtMs }),
      stored_at_ms: systemNow(),
    });
    const outcome = await putOrder(order);
    if (outcome === "stored") observeHop(observe, "stored", order.emitted_at_ms, systemNow());
    log.info(outcome === "stored" ? "order stored" : "order was already stored", {
      tick: event.detail.placed_at,
      workflow_id: event.detail.workflow_id,
      signal_id: event.detail.id,
    });
    return DONE;
  };
