import type { Stored } from "@bellwether/core/store";
import { type Workflow, workflowSchema } from "@bellwether/core/workflow";
import { legible, readStored } from "./stored.ts";

const UNNAMED = "(no name)";

/** Reads a workflow from its table. */
export function readStoredWorkflow(item: Readonly<Record<string, unknown>>): Stored<Workflow> {
  return readStored(workflowSchema, item, {
    id: legible(item["id"], ""),
    name: legible(item["name"], UNNAMED),
  });
}
