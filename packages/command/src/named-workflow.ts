import { type WorkflowSummary, workflowListSchema } from "@bellwether/core/api";
import { nameKey } from "@bellwether/core/workflow";
import type { Client } from "./client.ts";
import { CommandError } from "./failure.ts";

/** The maximum number of names that an error suggests. */
const SUGGESTED = 5;

/** Finds the row of a workflow by its name, without regard to case, or its id. Rejects with `CommandError`, which
 *  suggests similar names. */
export async function namedWorkflow(client: Client, name: string): Promise<WorkflowSummary> {
  const { workflows } = await client.request("GET", "/workflows", workflowListSchema);
  const key = nameKey(name);
  const found = workflows.find((row) => nameKey(row.name) === key || row.id === name);
  if (found !== undefined) return found;
  const close = workflows.filter((row) => nameKey(row.name).includes(key)).slice(0, SUGGESTED);
  const hint =
    close.length === 0
      ? "`bellwether workflows list` shows them all."
      : `Did you mean ${close.map((row) => `"${row.name}"`).join(" or ")}?`;
  throw new CommandError(`There is no workflow "${name}". ${hint}`);
}
