import { type RunCompleted, runCompletedSchema } from "@bellwether/core/run";
import type { Stored } from "@bellwether/core/store";
import { numberOf, readStored } from "./stored.ts";

/** Reads a run from its table. Its key can always be read. */
export function readStoredRun(item: Readonly<Record<string, unknown>>): Stored<RunCompleted> {
  const id = String(numberOf(item["tick"]));
  return readStored(runCompletedSchema, item, { id, name: `the run of tick ${id}` });
}
