import { orderOf, type PutOrder } from "@bellwether/core/order";
import { parseEnvelope } from "@bellwether/core/signal";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { failuresOf, type QueueBatchDeps, settleDelivery } from "./queue-batch.ts";

export type PersistDeps = QueueBatchDeps & Readonly<{ putOrder: PutOrder }>;

/** Stores each signal as an order, once. Deliveries are independent of one another: the failure
 *  of one is reported alone, and a duplicate changes nothing. */
export const persistHandler =
  (deps: PersistDeps) =>
  async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const outcomes = await Promise.all(
      event.Records.map((record) => settleDelivery(deps, record, (body) => persist(deps, body))),
    );
    return { batchItemFailures: failuresOf(outcomes) };
  };

async function persist({ putOrder, log }: PersistDeps, body: string): Promise<void> {
  const event = parseEnvelope(body);
  // The rule lets only signals through; anything else here is not for this consumer.
  if (event.type !== "OrderSignal") return;
  const outcome = await putOrder(orderOf(event.detail));
  log.info(outcome === "stored" ? "order stored" : "order was stored already", {
    tick: event.detail.placed_at,
    workflow_id: event.detail.workflow_id,
    signal_id: event.detail.id,
  });
}
