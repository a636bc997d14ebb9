import { type SignalRow, signalRowSchema } from "@bellwether/core/projection";
import { signalId } from "@bellwether/core/signal";
import type { Stored } from "@bellwether/core/store";
import { legible, numberOf, readStored } from "./stored.ts";

/** Reads a row of the list of signals. Its order's id is in its key. */
export function readStoredSignal(item: Readonly<Record<string, unknown>>): Stored<SignalRow> {
  return readStored(signalRowSchema, item, {
    id: signalId(legible(item["workflow_id"], ""), numberOf(item["placed_at"])),
    name: legible(item["workflow_name"], "(no name)"),
  });
}
