import { isDeepStrictEqual } from "node:util";
import type { FieldError, ImportResult } from "@bellwether/core/api";
import type { NewId } from "@bellwether/core/chance";
import type { ChannelName } from "@bellwether/core/channel";
import { messageOf } from "@bellwether/core/failure";
import { type MarketPort, sessionConflict } from "@bellwether/core/market";
import type { Stored } from "@bellwether/core/store";
import type { MarketNow, Sleep } from "@bellwether/core/time";
import {
  type ImportedWorkflow,
  nameKey,
  type Workflow,
  type WorkflowDraft,
  type WorkflowStore,
  workflowDraftSchema,
} from "@bellwether/core/workflow";
import { routingWarnings } from "./channel-routing.ts";
import { type DeriveDeps, derive } from "./derive.ts";
import { type CheckedCodes, checkCodes } from "./instrument-check.ts";
import type { CheckFile } from "./workflow-file.ts";

export type ImportDeps = DeriveDeps &
  Readonly<{
    workflows: Pick<WorkflowStore, "scan" | "create" | "update">;
    checkFile: CheckFile;
    /** The channels that are configured. */
    channels: readonly ChannelName[];
    /** Null where an import cannot ask one. */
    market: Pick<MarketPort, "findInstrument"> | null;
    marketNow: MarketNow;
    newId: NewId;
    sleep: Sleep;
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

/** What one request may hold: some seconds of work. The command sends larger files in parts. */
const MAX_WORKFLOWS = 5_000;

/** Imports a workflow file. All of it is checked before anything is written; then each workflow is
 *  one transaction. A workflow is known by its name: one that exists is edited, or left alone when
 *  it is the same already, so that an import can be repeated. Reading may reject with
 *  `StoreError`. */
export async function importWorkflows(deps: ImportDeps, bytes: Uint8Array): Promise<ImportOutcome> {
  const file = await deps.checkFile(bytes);
  if (file.workflows.length > MAX_WORKFLOWS) {
    const reason = `has ${file.workflows.length} workflows; one request takes ${MAX_WORKFLOWS}`;
    return { kind: "refused", errors: [{ field: "", reason }] };
  }
  const stored = await deps.workflows.scan();
  const { plan, errors } = await planWrites(deps, file.workflows, stored);
  const codes = await codesOf(deps, file.workflows);
  const refused = [...file.errors, ...errors, ...sessionConflicts(codes, file.workflows)];
  if (refused.length > 0) return { kind: "refused", errors: refused };
  const outcome = await writeAll(deps, plan);
  if (outcome.kind !== "imported") return outcome;
  const warnings = [
    ...file.warnings,
    ...unknownInstruments(codes, file.workflows),
    ...uncheckedInstruments(codes),
    ...unconfiguredChannels(deps, file.workflows),
  ];
  return { kind: "imported", result: { ...outcome.result, warnings } };
}

async function codesOf(
  { market }: ImportDeps,
  workflows: readonly ImportedWorkflow[],
): Promise<CheckedCodes> {
  if (market === null) return { unknown: new Set(), instruments: new Map(), unchecked: 0 };
  return checkCodes(
    market,
    workflows.flatMap(({ draft }) => [draft.index, draft.cfd]),
  );
}

function sessionConflicts(
  { instruments }: CheckedCodes,
  workflows: readonly ImportedWorkflow[],
): FieldError[] {
  return workflows.flatMap(({ draft, line }) => {
    const instrument = instruments.get(draft.cfd);
    const reason = instrument === undefined ? null : sessionConflict(draft, instrument);
    return reason === null ? [] : [{ workflow: draft.name, line, field: "is_us", reason }];
  });
}

function unknownInstruments(
  { unknown }: CheckedCodes,
  workflows: readonly ImportedWorkflow[],
): FieldError[] {
  return workflows.flatMap(({ draft, line }) =>
    (["index", "cfd"] as const)
      .filter((field) => unknown.has(draft[field]))
      .map((field) => {
        const reason = `the market knows no ${draft[field]}: the workflow is skipped at each run`;
        return { workflow: draft.name, line, field, reason };
      }),
  );
}

function uncheckedInstruments({ unchecked }: CheckedCodes): FieldError[] {
  if (unchecked === 0) return [];
  const count = unchecked === 1 ? "1 instrument was" : `${unchecked} instruments were`;
  const reason = `${count} not looked up in the market: whether it knows them, and when they trade, shows at the next run`;
  return [{ field: "", reason }];
}

function unconfiguredChannels(
  { channels }: ImportDeps,
  workflows: readonly ImportedWorkflow[],
): FieldError[] {
  return workflows.flatMap(({ draft, line }) =>
    routingWarnings(draft, channels).map((warning) => ({ workflow: draft.name, line, ...warning })),
  );
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

type Step = Readonly<{ id: string; draft: WorkflowDraft }> &
  (
    | { readonly kind: "create"; readonly restored: boolean }
    | { readonly kind: "keep" }
    | { readonly kind: "edit"; readonly version: number }
  );

const OUTCOMES = { create: "created", edit: "updated", keep: "unchanged" } as const;

/** Workflows compared with what is stored before other work of the process gets its turn. */
const COMPARED_AT_ONCE = 100;

async function planWrites(
  { newId, sleep }: ImportDeps,
  workflows: readonly ImportedWorkflow[],
  stored: readonly Stored<Workflow>[],
): Promise<{ plan: Step[]; errors: FieldError[] }> {
  const byName = new Map(stored.map((each) => [nameKey(nameOf(each)), each]));
  const ids = new Set(stored.map((each) => (each.kind === "valid" ? each.value.id : each.id)));
  const errors: FieldError[] = [];
  const plan: Step[] = [];
  for (const [nth, { id, line, draft }] of workflows.entries()) {
    if (nth > 0 && nth % COMPARED_AT_ONCE === 0) await sleep(0);
    const existing = byName.get(nameKey(draft.name));
    if (existing === undefined) {
      const restored = id !== null && !ids.has(id);
      const own = restored ? id : newId();
      ids.add(own);
      plan.push({ kind: "create", id: own, draft, restored });
    } else if (existing.kind === "broken") {
      const reason = "the stored workflow of this name is damaged: mend or delete it first";
      errors.push({ workflow: draft.name, line, field: "name", reason });
    } else {
      const { value } = existing;
      const same = isDeepStrictEqual(workflowDraftSchema.parse(value), draft);
      plan.push(
        same
          ? { kind: "keep", id: value.id, draft }
          : { kind: "edit", id: value.id, draft, version: value.version },
      );
    }
  }
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

function nameOf(stored: Stored<Workflow>): string {
  return stored.kind === "valid" ? stored.value.name : stored.name;
}
