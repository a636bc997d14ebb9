import { type FieldError, importPreviewSchema, workflowListSchema } from "@bellwether/core/api";
import { formatWorkflowFile, type ImportedWorkflow, nameKey } from "@bellwether/core/workflow";
import { type Client, RequestError } from "./client.ts";

/** A second of work, and well below the size limit of a request. */
export const WORKFLOWS_A_REQUEST = 500;

type Workflows = readonly ImportedWorkflow[];

/** Finds what the server would reject in a file, before any part is written. */
export async function serverErrors(client: Client, workflows: Workflows): Promise<FieldError[]> {
  const damaged = await damagedNames(client, workflows);
  // A file in one part is checked as a whole by its import.
  if (damaged.length > 0 || workflows.length <= WORKFLOWS_A_REQUEST) return damaged;
  return instrumentErrors(client, workflows);
}

/** An import edits the workflow of the same name, which is not possible if that is damaged. */
async function damagedNames(client: Client, workflows: Workflows): Promise<FieldError[]> {
  const list = await client.request("GET", "/workflows", workflowListSchema);
  const damaged = new Set(
    list.workflows.filter(({ problems }) => problems.length > 0).map(({ name }) => nameKey(name)),
  );
  const reason = "the stored workflow of this name is damaged: repair or delete it first";
  return workflows
    .filter(({ draft }) => damaged.has(nameKey(draft.name)))
    .map(({ draft, line }) => ({ workflow: draft.name, line, field: "name", reason }));
}

/** A session that contradicts the instrument. One workflow stands for all with the same instruments. */
async function instrumentErrors(client: Client, workflows: Workflows): Promise<FieldError[]> {
  const alike = new Map<string, ImportedWorkflow[]>();
  for (const each of workflows) {
    const { index, cfd, is_us } = each.draft;
    const key = JSON.stringify([index, cfd, is_us]);
    alike.set(key, [...(alike.get(key) ?? []), each]);
  }
  const bySample = new Map([...alike.values()].map((group) => [group[0]?.draft.name, group]));
  const samples = [...alike.values()].flatMap(([first]) => first?.draft ?? []);
  const errors: FieldError[] = [];
  for (let from = 0; from < samples.length; from += WORKFLOWS_A_REQUEST) {
    const yaml = formatWorkflowFile(samples.slice(from, from + WORKFLOWS_A_REQUEST));
    errors.push(...(await previewErrors(client, yaml)));
  }
  return errors.flatMap((error) =>
    (bySample.get(error.workflow) ?? []).map(({ draft, line }) => ({
      ...error,
      workflow: draft.name,
      line,
    })),
  );
}

async function previewErrors(client: Client, yaml: string): Promise<readonly FieldError[]> {
  try {
    await client.request("POST", "/import/preview", importPreviewSchema, { yaml });
    return [];
  } catch (error) {
    if (error instanceof RequestError && error.errors.length > 0) return error.errors;
    throw error;
  }
}
