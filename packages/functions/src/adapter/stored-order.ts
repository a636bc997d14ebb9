import { type Order, orderSchema } from "@bellwether/core/order";
import { signalId } from "@bellwether/core/signal";
import type { Stored } from "@bellwether/core/store";
import { legible, numberOf, readStored } from "./stored.ts";

/** An order as its table holds it. The key is always legible, and the key is the id. */
export function readStoredOrder(item: Readonly<Record<string, unknown>>): Stored<Order> {
  return readStored(orderSchema, item, {
    id: signalId(legible(item["workflow_id"], ""), numberOf(item["placed_at"])),
    name: legible(item["workflow_name"], "(no name)"),
  });
}
