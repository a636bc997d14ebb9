import { isDeepStrictEqual } from "node:util";
import type { FieldError, ImportPreview } from "@bellwether/core/api";
import type { NewId } from "@bellwether/core/chance";
import type { ChannelName } from "@bellwether/core/channel";
import { type MarketPort, sessionConflict } from "@bellwether/core/market";
import type { Stored } from "@bellwether/core/store";
import type { MarketNow, Sleep, SystemNow } from "@bellwether/core/time";
import {
  type ConditionChoice,
  type ImportedWorkflow,
  nameKey,
  type Workflow,
  type WorkflowDraft,
  type WorkflowStore,
  workflowDraftSchema,
} from "@bellwether/core/workflow";
import { routingWarnings } from "./channel-routing.ts";
import { type CheckedCodes, checkCodes } from "./instrument-check.ts";
import { offsetWarnings } from "./order-distance.ts";
import type { CheckFile } from "./workflow-file.ts";

export type ImportPlanDeps = Readonly<{
  workflows: Pick<WorkflowStore, "scan">;
  checkFile: CheckFile;
  /** The channels that are configured. */
  channels: readonly ChannelName[];
  /** Null where an import cannot ask one. */
  market: Pick<MarketPort, "findInstrument" | "readCandles"> | null;
  newId: NewId;
  marketNow: MarketNow;
  systemNow: SystemNow;
  sleep: Sleep;
}>;

export type ImportFile = Readonly<{
  bytes: Uint8Array;
  /** Which conditions count where a workflow has several and does not combine them. */
  conditions?: ConditionChoice | undefined;
}>;

export type ImportPlan =
  | {
      readonly kind: "planned";
      readonly steps: readonly Step[];
      readonly warnings: readonly FieldError[];
      readonly unchecked_codes: readonly string[];
    }
  | { readonly kind: "refused"; readonly errors: readonly FieldError[] };

/** The size of one request: some seconds of work. The command sends larger files in parts. */
const MAX_WORKFLOWS = 5_000;

/** What an import of a file would do. Nothing is written. Reading may reject with `StoreError`. */
export async function planImport(deps: ImportPlanDeps, given: ImportFile): Promise<ImportPlan> {
  const file = await deps.checkFile(given.bytes, given.conditions);
  if (file.workflows.length > MAX_WORKFLOWS) {
    const reason = `has ${file.workflows.length} workflows; one request takes ${MAX_WORKFLOWS}`;
    return { kind: "refused", errors: [{ field: "", reason }] };
  }
  const stored = await deps.workflows.scan();
  const { plan, errors } = await planWrites(deps, file.workflows, stored);
  const untilMs = deps.systemNow() + CHECK_WITHIN_MS;
  const isLate = () => deps.systemNow() > untilMs;
  const codes = await checkedCodes(deps, file.workflows, isLate);
  const refused = [...file.errors, ...errors, ...sessionConflicts(codes, file.workflows)];
  if (refused.length > 0) return { kind: "refused", errors: refused };
  const warnings = [
    ...file.warnings,
    ...unknownInstruments(codes, file.workflows),
    ...(await farOffsets(deps, codes, file.workflows, isLate)),
    ...(deps.market === null ? [] : uncheckedInstruments(codes)),
    ...unconfiguredChannels(deps, file.workflows),
  ];
  return { kind: "planned", steps: plan, warnings, unchecked_codes: codes.unchecked };
}

/** The plan as it is shown before anything is written. */
export function previewOf(plan: Extract<ImportPlan, { kind: "planned" }>) {
  const { steps, warnings, unchecked_codes } = plan;
  const count = (kind: Step["kind"]) => steps.filter((step) => step.kind === kind).length;
  return {
    created: count("create"),
    updated: count("edit"),
    unchanged: count("keep"),
    workflows: steps.map((step) => ({
      name: step.draft.name,
      line: step.line,
      outcome: OUTCOMES[step.kind],
      changes: step.kind === "edit" ? [...step.changes] : [],
    })),
    warnings: [...warnings],
    unchecked_codes: [...unchecked_codes],
  } satisfies ImportPreview;
}

/** A trader waits for the import. What was not asked within this time is reported. */
const CHECK_WITHIN_MS = 5_000;

async function checkedCodes(
  { market }: ImportPlanDeps,
  workflows: readonly ImportedWorkflow[],
  isLate: () => boolean,
): Promise<CheckedCodes> {
  const codes = new Set(workflows.flatMap(({ draft }) => [draft.index, draft.cfd]));
  if (market === null) return { unknown: new Set(), instruments: new Map(), unchecked: [...codes] };
  return checkCodes(market, codes, isLate);
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
        const reason = `the market does not list ${draft[field]}: the workflow is skipped at each run`;
        return { workflow: draft.name, line, field, reason };
      }),
  );
}

async function farOffsets(
  { market, marketNow }: ImportPlanDeps,
  { instruments }: CheckedCodes,
  workflows: readonly ImportedWorkflow[],
  isLate: () => boolean,
): Promise<FieldError[]> {
  if (market === null) return [];
  const reading = { market, instruments, asOf: marketNow(), isLate };
  const drafts = workflows.map(({ draft }) => draft);
  const warnings = await offsetWarnings(reading, drafts);
  return workflows.flatMap(({ draft, line }) => {
    const warning = warnings.get(draft);
    return warning === undefined ? [] : [{ workflow: draft.name, line, ...warning }];
  });
}

function uncheckedInstruments({ unchecked }: CheckedCodes): FieldError[] {
  if (unchecked.length === 0) return [];
  const count =
    unchecked.length === 1 ? "1 instrument was" : `${unchecked.length} instruments were`;
  const reason = `${count} not looked up, because the market did not answer in time; the next run shows whether it lists them and when they trade`;
  return [{ field: "", reason }];
}

function unconfiguredChannels(
  { channels }: ImportPlanDeps,
  workflows: readonly ImportedWorkflow[],
): FieldError[] {
  return workflows.flatMap(({ draft, line }) =>
    routingWarnings(draft, channels).map((warning) => ({ workflow: draft.name, line, ...warning })),
  );
}

/** What an import does with one workflow of the file. */
export type Step = Readonly<{ id: string; draft: WorkflowDraft; line: number }> &
  (
    | { readonly kind: "create"; readonly restored: boolean }
    | { readonly kind: "keep" }
    /** `changes`: the fields that differ from what is stored. */
    | { readonly kind: "edit"; readonly version: number; readonly changes: readonly string[] }
  );

export const OUTCOMES = { create: "created", edit: "updated", keep: "unchanged" } as const;

/** Workflows compared with what is stored before other work of the process gets its turn. */
const COMPARED_AT_ONCE = 100;

async function planWrites(
  { newId, sleep }: ImportPlanDeps,
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
      plan.push({ kind: "create", id: own, draft, line, restored });
    } else if (existing.kind === "broken") {
      const reason = "the stored workflow of this name is damaged: repair or delete it first";
      errors.push({ workflow: draft.name, line, field: "name", reason });
    } else {
      const { value } = existing;
      const changes = changedFields(workflowDraftSchema.parse(value), draft);
      const step = { id: value.id, draft, line };
      plan.push(
        changes.length === 0
          ? { ...step, kind: "keep" }
          : { ...step, kind: "edit", version: value.version, changes },
      );
    }
  }
  return { plan, errors };
}

function changedFields(before: WorkflowDraft, after: WorkflowDraft): readonly string[] {
  const fields = Object.keys(workflowDraftSchema.shape) as (keyof WorkflowDraft)[];
  return fields.filter((field) => !isDeepStrictEqual(before[field], after[field]));
}

function nameOf(stored: Stored<Workflow>): string {
  return stored.kind === "valid" ? stored.value.name : stored.name;
}
