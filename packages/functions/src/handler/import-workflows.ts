import type { FieldError, ImportResult } from "@bellwether/core/api";
import { messageOf } from "@bellwether/core/failure";
import type { MarketNow } from "@bellwether/core/time";
import type { WorkflowStore } from "@bellwether/core/workflow";
import { type DeriveDeps, derive } from "./derive.ts";
import {
  type ImportFile,
  type ImportPlanDeps,
  OUTCOMES,
  planImport,
  type Step,
} from "./import-plan.ts";

export type ImportDeps = DeriveDeps &
  ImportPlanDeps &
  Readonly<{
    workflows: Pick<WorkflowStore, "scan" | "create" | "update">;
    marketNow: MarketNow;
  }>;

export type ImportOutcome =
  | { readonly kind: "imported"; readonly result: ImportResult }
  /** The file is wrong: nothing was written. */
  | { readonly kind: "refused"; readonly errors: readonly FieldError[] }
  /** The write of `workflow` did not succeed: what is in `result` has landed, and nothing else.
   *  Importing the same file again continues from there. */
  | {
      readonly kind: "interrupted";
      readonly result: ImportResult;
      readonly workflow: string;
      readonly reason: string;
      readonly cause: unknown;
    };

/** Imports a workflow file. All of it is checked before anything is written; then each workflow is
 *  one transaction. A workflow is known by its name: one that exists is edited, or left alone when
 *  it is the same already, so that an import can be repeated. Reading may reject with
 *  `StoreError`. */
export async function importWorkflows(deps: ImportDeps, file: ImportFile): Promise<ImportOutcome> {
  const planned = await planImport(deps, file);
  if (planned.kind === "refused") return planned;
  const outcome = await writeAll(deps, planned.steps);
  if (outcome.kind !== "imported") return outcome;
  return { kind: "imported", result: { ...outcome.result, warnings: [...planned.warnings] } };
}

/** How many workflows are written at once: several commits of the embedded database, so that one is
 *  prepared while another is in progress. */
const WRITES_AT_ONCE = 200;

async function writeAll(deps: ImportDeps, plan: readonly Step[]): Promise<ImportOutcome> {
  const landed: ImportResult["workflows"] = [];
  for (let from = 0; from < plan.length; from += WRITES_AT_ONCE) {
    const steps = plan.slice(from, from + WRITES_AT_ONCE);
    const failures = await Promise.all(steps.map((step) => write(deps, step)));
    for (const [nth, { id, draft, kind }] of steps.entries()) {
      if (failures[nth] === null) landed.push({ id, name: draft.name, outcome: OUTCOMES[kind] });
    }
    const failure = failures.find((each) => each !== null);
    if (failure !== undefined) return { kind: "interrupted", result: resultOf(landed), ...failure };
  }
  return { kind: "imported", result: resultOf(landed) };
}

type Failure = Pick<
  Extract<ImportOutcome, { kind: "interrupted" }>,
  "workflow" | "reason" | "cause"
>;

/** Null when the step is done, else why it is not. */
async function write(deps: ImportDeps, step: Step): Promise<Failure | null> {
  const { workflows, marketNow } = deps;
  const now = marketNow();
  const workflow = step.draft.name;
  try {
    if (step.kind === "keep") return null;
    const { id, draft } = step;
    const outcome =
      step.kind === "create"
        ? await workflows.create({ ...draft, id, version: 1, created_at: now, updated_at: now })
        : await workflows.update(id, step.version, draft, now);
    if (outcome.kind === "created" || outcome.kind === "updated") {
      if (step.kind === "create" && step.restored) await deriveRestored(deps, id);
      return null;
    }
    const reason = "it was changed by someone else meanwhile.";
    return { workflow, reason, cause: undefined };
  } catch (cause) {
    return { workflow, reason: messageOf(cause), cause };
  }
}

/** A workflow that was deleted and returns under its id may have orders that have not expired. */
async function deriveRestored(deps: ImportDeps, id: string): Promise<void> {
  if ((await deps.projections.ordersOf(id)).length > 0) await derive(deps)(id);
}

function resultOf(workflows: ImportResult["workflows"]): ImportResult {
  const count = (outcome: ImportResult["workflows"][number]["outcome"]) =>
    workflows.filter((each) => each.outcome === outcome).length;
  return {
    created: count("created"),
    updated: count("updated"),
    unchanged: count("unchanged"),
    workflows,
    warnings: [],
  };
}
