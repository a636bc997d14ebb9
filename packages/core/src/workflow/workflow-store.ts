import type { Stored } from "../store/stored.ts";
import type { Instant } from "../time/instant.ts";
import type { Snooze } from "./snooze.ts";
import type { Workflow, WorkflowDraft } from "./workflow.ts";

/** Every workflow, in no particular order. Reads the workflows table only. */
export type ScanWorkflows = () => Promise<readonly Stored<Workflow>[]>;

/** Null if there is no such workflow. */
type ReadWorkflow = (id: string) => Promise<Stored<Workflow> | null>;

export type CreateOutcome = { readonly kind: "created" } | { readonly kind: "name-taken" };

/** Writes the workflow and its name in one transaction. */
type CreateWorkflow = (workflow: Workflow) => Promise<CreateOutcome>;

export type UpdateOutcome =
  | { readonly kind: "updated"; readonly workflow: Workflow }
  | { readonly kind: "name-taken" }
  | { readonly kind: "stale"; readonly version: number }
  | { readonly kind: "not-found" };

/** Sets the draft's attributes and raises `version`, if it is still `expectedVersion`.
 *  Never touches `last_order`. */
type UpdateWorkflow = (
  id: string,
  expectedVersion: number,
  draft: WorkflowDraft,
  updatedAt: Instant,
) => Promise<UpdateOutcome>;

/** `expectedVersion` null deletes whatever is there, broken items too. */
type DeleteWorkflow = (
  id: string,
  expectedVersion: number | null,
) => Promise<"deleted" | "not-found" | "stale">;

/** Writes or removes (null) the snooze alone: it raises no version. */
type SnoozeWorkflow = (id: string, snooze: Snooze | null) => Promise<"written" | "not-found">;

export type WorkflowStore = Readonly<{
  scan: ScanWorkflows;
  read: ReadWorkflow;
  create: CreateWorkflow;
  update: UpdateWorkflow;
  delete: DeleteWorkflow;
  snooze: SnoozeWorkflow;
}>;
