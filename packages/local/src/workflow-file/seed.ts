import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import type { FieldError } from "@bellwether/core/api";
import type { NewId } from "@bellwether/core/chance";
import { messageOf } from "@bellwether/core/failure";
import type { Stored } from "@bellwether/core/store";
import type { MarketNow } from "@bellwether/core/time";
import {
  type ImportedWorkflow,
  nameKey,
  type Workflow,
  type WorkflowStore,
  workflowDraftSchema,
} from "@bellwether/core/workflow";
import { type CheckFile, type DeriveDeps, derive } from "@bellwether/functions/handler";
import { SettingError } from "../config/environment.ts";
import type { LocalState } from "../database/local-state.ts";

export const BINANCE_SAMPLE_FILE = fileURLToPath(new URL("binance-workflows.yml", import.meta.url));
export const SAMPLE_FILE = fileURLToPath(new URL("sample-workflows.yml", import.meta.url));

export type SeedDeps = DeriveDeps &
  Readonly<{
    workflows: Pick<WorkflowStore, "scan" | "create" | "update">;
    checkFile: CheckFile;
    isSeeded: LocalState["isSeeded"];
    markSeeded: LocalState["markSeeded"];
    marketNow: MarketNow;
    newId: NewId;
  }>;

/** The result of seeding at a start. */
export type Seeded = Readonly<{
  created: number;
  updated: number;
  /** Workflows of the file whose stored definition differs; the stored one is used. */
  differing: readonly string[];
  /** Why workflows of a new version of the file will hardly signal. */
  warnings: readonly FieldError[];
}>;

/** Identifies a version of a workflow file; null for the samples. Rejects with `SettingError` if the
 *  file cannot be read. */
export async function fingerprintOf(file: string): Promise<string | null> {
  return file === SAMPLE_FILE ? null : fingerprint(await readBytes(file));
}

/** Creates the workflows of a file at the first start with this version of it; later starts do not
 *  bring back what the trader deleted or renamed. Workflows are matched by id or name. With
 *  `takesFile`, a stored workflow that differs is changed to the file's; else it is left and reported.
 *  Rejects with `SettingError` and every error of the file, by line, before anything is written. */
export async function seedWorkflows(
  deps: SeedDeps,
  file: string,
  { takesFile }: { readonly takesFile: boolean },
): Promise<Seeded> {
  const bytes = await readBytes(file);
  const version = file === SAMPLE_FILE ? null : fingerprint(bytes);
  const isKnown = await deps.isSeeded(version);
  if (isKnown && version === null) {
    return { created: 0, updated: 0, differing: [], warnings: [] };
  }
  const { workflows, errors, warnings } = await deps.checkFile(bytes);
  if (errors.length > 0) throw new SettingError(refusal(file, errors));
  const stored = storedWorkflows(await deps.workflows.scan());
  const outcomes = { created: 0, updated: 0, differing: new Array<string>() };
  for (const workflow of workflows) {
    const existing = stored.find(workflow);
    if (existing === undefined) {
      if (!isKnown && (await create(deps, workflow))) outcomes.created += 1;
    } else if (!isSame(existing, workflow)) {
      const isTaken = takesFile && !isKnown && (await update(deps, existing, workflow));
      if (isTaken) outcomes.updated += 1;
      else outcomes.differing.push(workflow.draft.name);
    }
  }
  await deps.markSeeded(version);
  return { ...outcomes, warnings: isKnown ? [] : warnings };
}

function storedWorkflows(stored: readonly Stored<Workflow>[]) {
  const byId = new Map(
    stored.map((each) => [each.kind === "valid" ? each.value.id : each.id, each]),
  );
  const byName = new Map(
    stored.map((each) => [nameKey(each.kind === "valid" ? each.value.name : each.name), each]),
  );
  return {
    find: ({ id, draft }: ImportedWorkflow): Stored<Workflow> | undefined =>
      (id === null ? undefined : byId.get(id)) ?? byName.get(nameKey(draft.name)),
  };
}

function isSame(stored: Stored<Workflow>, { draft }: ImportedWorkflow): boolean {
  return (
    stored.kind === "valid" && isDeepStrictEqual(workflowDraftSchema.parse(stored.value), draft)
  );
}

async function create(deps: SeedDeps, { id, draft }: ImportedWorkflow): Promise<boolean> {
  const now = deps.marketNow();
  const { kind } = await deps.workflows.create({
    ...draft,
    id: id ?? deps.newId(),
    version: 1,
    created_at: now,
    updated_at: now,
  });
  // A workflow that was deleted and is restored under its id may have unexpired orders.
  if (kind === "created" && id !== null) await derive(deps)(id);
  return kind === "created";
}

async function update(
  { workflows, marketNow }: SeedDeps,
  stored: Stored<Workflow>,
  { draft }: ImportedWorkflow,
): Promise<boolean> {
  if (stored.kind === "broken") return false;
  const { id, version } = stored.value;
  return (await workflows.update(id, version, draft, marketNow())).kind === "updated";
}

function refusal(file: string, errors: readonly FieldError[]): string {
  const lines = errors.map(
    ({ line = 1, workflow, field, reason }) =>
      `  line ${line}, ${[workflow ?? "(file)", field].filter((part) => part !== "").join(", ")}: ${reason}`,
  );
  return `${file} cannot be used:\n${lines.join("\n")}`;
}

function fingerprint(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    const reason = messageOf(error);
    throw new SettingError(`The workflow file ${file} cannot be read: ${reason}.`);
  }
}
