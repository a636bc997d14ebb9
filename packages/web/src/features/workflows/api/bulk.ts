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

export type BulkResult = Readonly<{
  /** Workflows that were changed; one that is already as wanted is left alone. */
  changed: number;
  failed: readonly Readonly<{ name: string; reason: string }>[];
  /** What brings each changed workflow back to what it was. */
  undo: readonly (() => Promise<unknown>)[];
}>;

/** Requests at one time. On AWS, the gateway accepts bursts of fifty. */
const AT_ONCE = 4;

const pathOf = (id: string) => `/workflows/${encodeURIComponent(id)}`;

/** Changes each workflow by itself: the failure of one is reported and does not stop the others. */
export async function applyToAll(
  action: BulkAction,
  rows: readonly WorkflowSummary[],
): Promise<BulkResult> {
  const failed: { name: string; reason: string }[] = [];
  const undo: (() => Promise<unknown>)[] = [];
  const waiting = [...rows];
  const work = async () => {
    for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) {
      try {
        const back = await applyTo(action, row);
        if (back !== null) undo.push(back);
      } catch (error) {
        failed.push({ name: row.name, reason: messageOf(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { changed: undo.length, failed, undo };
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
