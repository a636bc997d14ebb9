import type { Stored } from "@bellwether/core/store";
import type { Workflow, WorkflowStore } from "@bellwether/core/workflow";
import { ApiProblem, notFound } from "./problem.ts";

/** The stored workflow. 404 if there is none, 409 with all its problems if it is broken. */
export function valid<T>(stored: Stored<T> | null, what: string): T {
  if (stored === null) throw notFound(what);
  if (stored.kind === "valid") return stored.value;
  const { problems } = stored;
  throw new ApiProblem(409, `The stored ${what} is damaged: ${problems.join("; ")}.`, {
    type: "damaged",
    errors: problems.map((reason) => ({ field: "", reason })),
  });
}

export async function readWorkflow(
  { read }: Pick<WorkflowStore, "read">,
  id: string,
): Promise<Workflow> {
  return valid(await read(id), "workflow");
}
