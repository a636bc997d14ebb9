import { isDeepStrictEqual } from "node:util";
import type { FieldError, ImportResult } from "@bellwether/core/api";
import type { NewId } from "@bellwether/core/chance";
import type { Stored } from "@bellwether/core/store";
import type { MarketNow } from "@bellwether/core/time";
import {
  type ImportError,
  type ImportedWorkflow,
  nameKey,
  parseWorkflowFile,
  type Workflow,
  type WorkflowDraft,
  type WorkflowFile,
  type WorkflowStore,
  workflowDraftSchema,
} from "@bellwether/core/workflow";
import { type DeriveDeps, derive } from "./derive.ts";

export type ImportDeps = DeriveDeps &
  Readonly<{
    workflows: Pick<WorkflowStore, "scan" | "create" | "update">;
    marketNow: MarketNow;
    newId: NewId;
  }>;

export type ImportOutcome =
  | { readonly kind: "imported"; readonly result: ImportResult }
  /** The file is wrong: nothing was written. */
  | { readonly kind: "refused"; readonly errors: readonly FieldError[] }
  /** The write of `workflow` did not succeed: what is in `result` has landed, and nothing else.
   *  The same file again goes on from there. */
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
export async function importWorkflows(deps: ImportDeps, text: string): Promise<ImportOutcome> {
  const file = parseWorkflowFile(text);
  const errors = fileErrors(file);
  if (errors.length > 0) return { kind: "refused", errors };
  const stored = await deps.workflows.scan();
  const { plan, errors: conflicts } = planWrites(file.workflows, stored, deps.newId);
  if (conflicts.length > 0) return { kind: "refused", errors: conflicts };

  return writeAll(deps, plan);
}

/** How many workflows are written at once. */
const WRITES_AT_ONCE = 8;

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

type Step = Readonly<{ id: string; draft: WorkflowDraft }> &
  (
    | { readonly kind: "create"; readonly restored: boolean }
    | { readonly kind: "keep" }
    | { readonly kind: "edit"; readonly version: number }
  );

const OUTCOMES = { create: "created", edit: "updated", keep: "unchanged" } as const;

function planWrites(
  workflows: readonly ImportedWorkflow[],
  stored: readonly Stored<Workflow>[],
  newId: NewId,
): { plan: Step[]; errors: FieldError[] } {
  const byName = new Map(stored.map((each) => [nameKey(nameOf(each)), each]));
  const ids = new Set(stored.map((each) => (each.kind === "valid" ? each.value.id : each.id)));
  const errors: FieldError[] = [];
  const plan = workflows.flatMap(({ id, line, draft }): Step[] => {
    const existing = byName.get(nameKey(draft.name));
    if (existing === undefined) {
      const restored = id !== null && !ids.has(id);
      const own = restored ? id : newId();
      ids.add(own);
      return [{ kind: "create", id: own, draft, restored }];
    }
    if (existing.kind === "broken") {
      const reason = "the stored workflow of this name is damaged: mend or delete it first";
      errors.push({ workflow: draft.name, line, field: "name", reason });
      return [];
    }
    const { value } = existing;
    const same = isDeepStrictEqual(workflowDraftSchema.parse(value), draft);
    return same
      ? [{ kind: "keep", id: value.id, draft }]
      : [{ kind: "edit", id: value.id, draft, version: value.version }];
  });
  return { plan, errors };
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
      // One that was deleted and comes back under its id may have orders that are still alive.
      if (step.kind === "create" && step.restored) await derive(deps)(id);
      return null;
    }
    const reason = "it was changed by someone else meanwhile.";
    return { workflow, reason, cause: undefined };
  } catch (cause) {
    return { workflow, reason: cause instanceof Error ? cause.message : String(cause), cause };
  }
}

/** What is wrong with a file in itself: whatever is stored, nothing of it would be imported. */
export function fileErrors({ errors, workflows }: WorkflowFile): FieldError[] {
  return [...errors.map(asFieldError), ...repeatedNames(workflows)];
}

function repeatedNames(workflows: readonly ImportedWorkflow[]): FieldError[] {
  const first = new Map<string, number>();
  return workflows.flatMap(({ draft, line }) => {
    const key = nameKey(draft.name);
    const before = first.get(key);
    if (before === undefined) {
      first.set(key, line);
      return [];
    }
    const reason = `the workflow of line ${before} has this name already`;
    return [{ workflow: draft.name, line, field: "name", reason }];
  });
}

function asFieldError({ line, workflow, field, reason }: ImportError): FieldError {
  return { line, field, reason, ...(workflow !== null && { workflow }) };
}

function resultOf(workflows: ImportResult["workflows"]): ImportResult {
  const count = (outcome: ImportResult["workflows"][number]["outcome"]) =>
    workflows.filter((each) => each.outcome === outcome).length;
  return {
    created: count("created"),
    updated: count("updated"),
    unchanged: count("unchanged"),
    workflows,
  };
}

function nameOf(stored: Stored<Workflow>): string {
  return stored.kind === "valid" ? stored.value.name : stored.name;
}
