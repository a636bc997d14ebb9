import {
  importResultSchema,
  type WorkflowSummary,
  workflowDetailSchema,
  workflowSnoozeSchema,
} from "@bellwether/core/api";
import { messageOf } from "@bellwether/core/failure";
import { type Instant, toIso } from "@bellwether/core/time";
import { type WorkflowDraft, workflowDraftSchema } from "@bellwether/core/workflow";
import { request, requestText } from "../../../api/request.ts";

/** A change of several workflows at once. */
export type BulkAction =
  | Readonly<{ kind: "edit"; change: Partial<Pick<WorkflowDraft, "enable" | "dry_run">> }>
  | Readonly<{ kind: "snooze"; until: Instant }>
  | Readonly<{ kind: "delete" }>;

/** Brings one changed workflow back to what it was. */
export type Undo = Readonly<{ name: string; back: () => Promise<unknown> }>;

type Failure = Readonly<{ name: string; reason: string }>;

export type BulkResult = Readonly<{
  failed: readonly Failure[];
  /** One for each workflow that was changed; one that is already as wanted is left alone. */
  undo: readonly Undo[];
}>;

/** Requests at one time. On AWS, the gateway accepts bursts of fifty. */
const AT_ONCE = 4;

const pathOf = (id: string) => `/workflows/${encodeURIComponent(id)}`;

/** Called after each workflow with how many are done. */
type OnProgress = (done: number) => void;

/** Changes each workflow by itself: the failure of one is reported and does not stop the others. */
export async function applyToAll(
  action: BulkAction,
  rows: readonly WorkflowSummary[],
  onProgress: OnProgress,
): Promise<BulkResult> {
  const undo: Undo[] = [];
  const failed = await eachOf(rows, onProgress, async (row) => {
    const back = await applyTo(action, row);
    if (back !== null) undo.push({ name: row.name, back });
  });
  return { failed: failed.map(({ failure }) => failure), undo };
}

/** Takes changes back. What fails is left to be tried again. */
export async function undoAll(
  changes: readonly Undo[],
  onProgress: OnProgress,
): Promise<BulkResult> {
  const failed = await eachOf(changes, onProgress, ({ back }) => back());
  return {
    failed: failed.map(({ failure }) => failure),
    undo: failed.map(({ item }) => item),
  };
}

/** Works on a few items at a time. Resolves with those that failed. */
async function eachOf<Item extends { readonly name: string }>(
  items: readonly Item[],
  onProgress: OnProgress,
  work: (item: Item) => Promise<unknown>,
): Promise<readonly { readonly item: Item; readonly failure: Failure }[]> {
  const failed: { item: Item; failure: Failure }[] = [];
  const waiting = [...items];
  let done = 0;
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      try {
        await work(item);
      } catch (error) {
        failed.push({ item, failure: { name: item.name, reason: messageOf(error) } });
      }
      done += 1;
      onProgress(done);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return failed;
}

async function applyTo(
  action: BulkAction,
  row: WorkflowSummary,
): Promise<(() => Promise<unknown>) | null> {
  switch (action.kind) {
    case "edit":
      return edit(row.id, action.change);
    case "snooze":
      await snooze(row.id, { until: toIso(action.until) });
      return () => snoozeAsBefore(row);
    default:
      return remove(row.id);
  }
}

async function edit(
  id: string,
  change: Partial<WorkflowDraft>,
): Promise<(() => Promise<unknown>) | null> {
  const stored = await request(workflowDetailSchema, pathOf(id));
  const draft = workflowDraftSchema.parse(stored);
  const next = { ...draft, ...change };
  if (next.enable === draft.enable && next.dry_run === draft.dry_run) return null;
  await request(workflowDetailSchema, pathOf(id), {
    method: "PUT",
    json: next,
    ifMatch: stored.version,
  });
  return () => edit(id, { enable: draft.enable, dry_run: draft.dry_run });
}

function snooze(id: string, json: object): Promise<unknown> {
  return request(workflowSnoozeSchema, `${pathOf(id)}/snooze`, { method: "POST", json });
}

function snoozeAsBefore({ id, snooze: before }: WorkflowSummary): Promise<unknown> {
  if (before === null) return requestText(`${pathOf(id)}/snooze`, { method: "DELETE" });
  const { snoozed_until: until } = before;
  return snooze(id, until === null ? { for_episode: true } : { until: toIso(until) });
}

/** Deletes at once, so that a tab that is closed leaves nothing to do. An import brings it back under
 *  its old id, to which its orders belong. YAML contains JSON. */
async function remove(id: string): Promise<() => Promise<unknown>> {
  const draft = workflowDraftSchema.parse(await request(workflowDetailSchema, pathOf(id)));
  await requestText(pathOf(id), { method: "DELETE" });
  const body = JSON.stringify([{ id, ...draft }]);
  return () =>
    request(importResultSchema, "/import", {
      method: "POST",
      text: { body, contentType: "application/yaml" },
    });
}
