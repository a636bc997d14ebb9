import { importPreviewSchema, importResultSchema } from "@bellwether/core/api";
import type { Log } from "@bellwether/core/log";
import { formatWorkflowFile, nameKey, type WorkflowStore } from "@bellwether/core/workflow";
import * as z from "zod";
import { type CuttingDeps, cuttingWorkflows } from "../handler/cutting-workflows.ts";
import { planImport, previewOf } from "../handler/import-plan.ts";
import {
  type ImportDeps,
  type ImportOutcome,
  importWorkflows,
} from "../handler/import-workflows.ts";
import { noBody, yamlBody } from "./body.ts";
import { ApiProblem, problemOf, refusedFields } from "./problem.ts";
import { noQuery, type Route, route } from "./route.ts";

export type FileRouteDeps = ImportDeps &
  Omit<CuttingDeps, "workflows"> &
  Readonly<{ workflows: WorkflowStore; log: Log }>;

export function fileRoutes(deps: FileRouteDeps): readonly Route[] {
  const cutting = { ...deps, workflows: cuttingWorkflows(deps) };
  return [previewImport(deps), importFile(cutting), exportFile(deps)];
}

const importQuery = z.object({
  /** Which conditions count where a workflow has several and the file does not say how they combine:
   *  the first, as the reference did, or all. Without it such a file is refused. */
  conditions: z.enum(["first", "all"]).optional(),
});

function previewImport(deps: FileRouteDeps): Route {
  return route({
    method: "post",
    path: "/import/preview",
    summary: "What an import of this file would create, change and leave. Nothing is written.",
    query: importQuery,
    body: yamlBody,
    answers: { 200: importPreviewSchema },
    problems: [400, 413, 415, 422],
    handle: async ({ body, query }) => {
      const plan = await planImport(deps, { bytes: body, ...query });
      if (plan.kind === "refused") throw refusedFields(422, plan.errors, { type: "refused-file" });
      return { status: 200, json: previewOf(plan) };
    },
  });
}

function importFile(deps: FileRouteDeps): Route {
  return route({
    method: "post",
    path: "/import",
    summary: "Imports a workflow file. If any part is invalid, nothing is written.",
    query: importQuery,
    body: yamlBody,
    answers: { 200: importResultSchema },
    problems: [400, 409, 413, 415, 422],
    handle: async ({ body, query }) => {
      const outcome = await importWorkflows(deps, { bytes: body, ...query });
      switch (outcome.kind) {
        case "imported": {
          const { created, updated, unchanged } = outcome.result;
          deps.log.info("workflows imported", { created, updated, unchanged });
          return { status: 200, json: outcome.result };
        }
        case "refused":
          throw refusedFields(422, outcome.errors, { type: "refused-file" });
        default:
          deps.log.warn("import interrupted", {
            landed: outcome.result.workflows.length,
            error: outcome.cause,
          });
          throw interrupted(outcome);
      }
    },
  });
}

/** Reports what was written before the import stopped. */
function interrupted({
  result,
  workflow,
  reason,
  cause,
}: Extract<ImportOutcome, { kind: "interrupted" }>): ApiProblem {
  const { created, updated, unchanged } = result;
  const why = cause === undefined ? reason : problemOf(cause).message;
  return new ApiProblem(
    cause === undefined ? 409 : problemOf(cause).status,
    `The import stopped at "${workflow}": ${why} So far ${created} were created, ${updated} ` +
      `updated and ${unchanged} left as they were. Import the same file again to go on.`,
    { type: "interrupted-import", errors: [{ workflow, field: "", reason: why }] },
  );
}

function exportFile({ workflows }: FileRouteDeps): Route {
  return route({
    method: "get",
    path: "/export",
    summary: "All workflows as a file that can be imported.",
    query: noQuery,
    body: noBody,
    answers: { 200: "application/yaml" },
    problems: [],
    handle: async () => {
      const stored = await workflows.scan();
      const valid = stored
        .flatMap((each) => (each.kind === "valid" ? [each.value] : []))
        .toSorted((one, other) => (nameKey(one.name) < nameKey(other.name) ? -1 : 1));
      const damaged = stored.flatMap((each) => (each.kind === "broken" ? [each.name] : []));
      const notes = damaged.map((name) => `# omitted, damaged: ${JSON.stringify(name)}\n`).join("");
      return {
        status: 200,
        headers: { "content-disposition": 'attachment; filename="workflows.yml"' },
        text: { type: "application/yaml", content: notes + formatWorkflowFile(valid) },
      };
    },
  });
}
