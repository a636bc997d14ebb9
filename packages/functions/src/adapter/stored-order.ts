import { type Order, orderSchema } from "@bellwether/core/order";
import { signalId } from "@bellwether/core/signal";
import type { Stored } from "@bellwether/core/store";
import { legible, numberOf, readStored } from "./stored.ts";

/** Reads an order from its table. Its key can always be read, and is its id. */
export function readStoredOrder(item: Readonly<Record<string, unknown>>): Stored<Order> {
  return readStored(orderSchema, item, {
    id: signalId(legible(item["workflow_id"], ""), numberOf(item["placed_at"])),
    name: legible(item["workflow_name"], "(no name)"),
  });
}
