import { isDeepStrictEqual } from "node:util";
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import {
  type DynamoDBDocumentClient,
  GetCommand,
  paginateScan,
  type ScanCommandInput,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { type Stored, StoreError } from "@bellwether/core/store";
import type { Instant } from "@bellwether/core/time";
import {
  type CreateOutcome,
  nameKey,
  type ScanWorkflows,
  type Snooze,
  type UpdateOutcome,
  type Workflow,
  type WorkflowDraft,
  type WorkflowStore,
  workflowDraftSchema,
  workflowSchema,
} from "@bellwether/core/workflow";
import { readStoredWorkflow } from "../stored-workflow.ts";
import { orStoreError } from "./store-error.ts";
import type { TableNames } from "./table-definition.ts";
import { claimName, transact, transactWithName } from "./workflow-name.ts";

type Deps = Readonly<{
  documents: DynamoDBDocumentClient;
  names: Pick<TableNames, "workflows" | "workflow_names">;
}>;
type ScanDeps = Readonly<{
  documents: DynamoDBDocumentClient;
  names: Pick<TableNames, "workflows">;
}>;

/** Workflows and their unique names. Reads are strongly consistent: a write is visible in the next
 *  list. Every promise rejects with `StoreError`. */
export function workflowStore(deps: Deps): WorkflowStore {
  return {
    scan: workflowScan(deps),
    read: (id) => orStoreError(read(deps, id)),
    create: (workflow) => orStoreError(create(deps, workflow)),
    update: (id, expectedVersion, draft, updatedAt) =>
      orStoreError(update(deps, { id, expectedVersion, draft, updatedAt })),
    delete: (id, expectedVersion) => orStoreError(remove(deps, id, expectedVersion)),
    snooze: (id, snooze) => orStoreError(setSnooze(deps, id, snooze)),
  };
}

/** The scan alone, for the engine: it may read this table and no other. A table that took several
 *  pages the last time is read in two segments at once, so that one page is parsed while the other
 *  is in flight: the same number of requests, in two thirds of the time. */
export function workflowScan(deps: ScanDeps): ScanWorkflows {
  let pagesLastTime = 1;
  return async () => {
    const segments = pagesLastTime < MIN_PAGES_TO_SPLIT ? [{}] : HALVES;
    const halves = await orStoreError(Promise.all(segments.map((half) => scan(deps, half))));
    pagesLastTime = halves.reduce((sum, { pages }) => sum + pages, 0);
    return halves.flatMap(({ workflows }) => workflows);
  };
}

const MIN_PAGES_TO_SPLIT = 3;
const HALVES = [
  { Segment: 0, TotalSegments: 2 },
  { Segment: 1, TotalSegments: 2 },
] as const;

async function scan(
  { documents, names }: ScanDeps,
  segment: Pick<ScanCommandInput, "Segment" | "TotalSegments">,
): Promise<{ workflows: Stored<Workflow>[]; pages: number }> {
  const workflows: Stored<Workflow>[] = [];
  let pages = 0;
  const answers = paginateScan(
    { client: documents },
    { TableName: names.workflows, ConsistentRead: true, ...segment },
  );
  for await (const { Items = [] } of answers) {
    pages += 1;
    for (const item of Items) workflows.push(readStoredWorkflow(item));
  }
  return { workflows, pages };
}

async function read(deps: Deps, id: string): Promise<Stored<Workflow> | null> {
  const item = await readItem(deps, id);
  return item === null ? null : readStoredWorkflow(item);
}

async function readItem(
  { documents, names }: Deps,
  id: string,
): Promise<Record<string, unknown> | null> {
  const { Item } = await documents.send(
    new GetCommand({ TableName: names.workflows, Key: { id }, ConsistentRead: true }),
  );
  return Item ?? null;
}

async function create(deps: Deps, workflow: Workflow): Promise<CreateOutcome> {
  const failed = await transact(deps, [
    {
      Put: {
        TableName: deps.names.workflows,
        Item: { ...workflow },
        ConditionExpression: "attribute_not_exists(id)",
      },
    },
    claimName(deps, nameKey(workflow.name), workflow.id),
  ]);
  if (failed === null) return { kind: "created" };
  if (failed.has(1)) return { kind: "name-taken" };
  throw new StoreError("refused", `a workflow with the id ${workflow.id} already exists`, {
    retryable: false,
  });
}

type Edit = Readonly<{
  id: string;
  expectedVersion: number;
  draft: WorkflowDraft;
  updatedAt: Instant;
}>;

async function update(deps: Deps, edit: Edit): Promise<UpdateOutcome> {
  const current = await readItem(deps, edit.id);
  if (current === null) return { kind: "not-found" };
  if (versionOf(current) !== edit.expectedVersion) {
    return { kind: "stale", version: versionOf(current) };
  }
  refuseUnlessMended(current, edit);
  const oldKey = nameKeyOf(current);
  const outcome =
    oldKey === nameKey(edit.draft.name)
      ? await updateInPlace(deps, edit)
      : await updateWithName(deps, edit, oldKey);
  return outcome === "lost-race" ? afterLostRace(deps, edit) : outcome;
}

/** An edit repairs the fields that the trader writes. Damage to others would remain, so nothing is
 *  written. */
function refuseUnlessMended(current: Readonly<Record<string, unknown>>, edit: Edit): void {
  const result = readStoredWorkflow({ ...current, ...edit.draft });
  if (result.kind === "valid") return;
  throw new StoreError(
    "refused",
    `the stored workflow is too damaged to be edited (${result.problems.join("; ")}): delete it`,
    { retryable: false },
  );
}

/** Whether another edit won, or this one: the SDK repeats a request whose answer was lost, and the
 *  repetition finds the version already raised. */
async function afterLostRace(deps: Deps, edit: Edit): Promise<UpdateOutcome> {
  const winner = await readItem(deps, edit.id);
  if (winner === null) return { kind: "not-found" };
  const stored = readStoredWorkflow(winner);
  const ours =
    stored.kind === "valid" &&
    stored.value.version === edit.expectedVersion + 1 &&
    stored.value.updated_at === edit.updatedAt &&
    isDeepStrictEqual(workflowDraftSchema.parse(stored.value), edit.draft);
  return ours
    ? { kind: "updated", workflow: stored.value }
    : { kind: "stale", version: versionOf(winner) };
}

async function updateInPlace(deps: Deps, edit: Edit): Promise<UpdateOutcome | "lost-race"> {
  try {
    const { Attributes } = await deps.documents.send(
      new UpdateCommand({ ...editOf(deps, edit), ReturnValues: "ALL_NEW" }),
    );
    return { kind: "updated", workflow: workflowSchema.parse(Attributes) };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return "lost-race";
    throw error;
  }
}

/** A transaction cannot return what it wrote, so the workflow is read again: `last_order` may have
 *  moved since the first read. */
async function updateWithName(
  deps: Deps,
  edit: Edit,
  oldKey: string | null,
): Promise<UpdateOutcome | "lost-race"> {
  const writes = [
    { Update: editOf(deps, edit) },
    claimName(deps, nameKey(edit.draft.name), edit.id),
  ];
  const failed = await transactWithName(deps, writes, oldKey, edit.id);
  if (failed?.has(0)) return "lost-race";
  if (failed?.has(1)) return { kind: "name-taken" };
  const stored = await read(deps, edit.id);
  return stored?.kind === "valid" ? { kind: "updated", workflow: stored.value } : "lost-race";
}

async function remove(
  deps: Deps,
  id: string,
  expectedVersion: number | null,
): Promise<"deleted" | "not-found" | "stale"> {
  const current = await readItem(deps, id);
  if (current === null) return "not-found";
  const condition =
    expectedVersion === null
      ? { ConditionExpression: "attribute_exists(id)" }
      : {
          ConditionExpression: "#version = :version",
          ExpressionAttributeNames: { "#version": "version" },
          ExpressionAttributeValues: { ":version": expectedVersion },
        };
  const writes = [{ Delete: { TableName: deps.names.workflows, Key: { id }, ...condition } }];
  const failed = await transactWithName(deps, writes, nameKeyOf(current), id);
  if (failed === null) return "deleted";
  return (await readItem(deps, id)) === null ? "not-found" : "stale";
}

async function setSnooze(
  { documents, names }: Deps,
  id: string,
  snooze: Snooze | null,
): Promise<"written" | "not-found"> {
  try {
    await documents.send(
      new UpdateCommand({
        TableName: names.workflows,
        Key: { id },
        UpdateExpression: snooze === null ? "REMOVE snooze" : "SET snooze = :snooze",
        ConditionExpression: "attribute_exists(id)",
        ...(snooze !== null && { ExpressionAttributeValues: { ":snooze": snooze } }),
      }),
    );
    return "written";
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return "not-found";
    throw error;
  }
}

/** Sets the fields that the trader writes and no others: `last_order` belongs to the projector. */
function editOf({ names }: Deps, { id, expectedVersion, draft, updatedAt }: Edit) {
  const fields = { ...draft, version: expectedVersion + 1, updated_at: updatedAt };
  const attributes = Object.keys(fields);
  return {
    TableName: names.workflows,
    Key: { id },
    UpdateExpression: `SET ${attributes.map((name) => `#${name} = :${name}`).join(", ")}`,
    ConditionExpression: "attribute_exists(id) AND #version = :expected_version",
    ExpressionAttributeNames: Object.fromEntries(attributes.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: {
      ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [`:${name}`, value])),
      ":expected_version": expectedVersion,
    },
  };
}

function versionOf(item: Readonly<Record<string, unknown>>): number {
  return typeof item["version"] === "number" ? item["version"] : 0;
}

/** Null when the item has no name that could have been registered. */
function nameKeyOf(item: Readonly<Record<string, unknown>>): string | null {
  const name = item["name"];
  return typeof name === "string" && name.trim() !== "" ? nameKey(name) : null;
}
