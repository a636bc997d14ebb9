import type { Stored } from "@bellwether/core/store";
import {
  nameKey,
  type Workflow,
  type WorkflowStore,
  workflowDraftSchema,
  workflowSchema,
} from "@bellwether/core/workflow";
import { readStoredWorkflow } from "../stored-workflow.ts";

/** Items by id, as a table holds them, damaged ones included. */
export type WorkflowItems = Map<string, Readonly<Record<string, unknown>>>;

/** In-memory implementation for simulations and handler tests. The given map is read and written
 *  in place, so that a projection can share it. */
export function memoryWorkflowStore(items: WorkflowItems = new Map()): WorkflowStore {
  const owner = (name: string): string | undefined => {
    for (const [id, item] of items) {
      if (typeof item["name"] === "string" && nameKey(item["name"]) === nameKey(name)) return id;
    }
    return undefined;
  };
  const versionOf = (id: string): number => Number(items.get(id)?.["version"] ?? 0);

  return {
    scan: async (): Promise<readonly Stored<Workflow>[]> =>
      [...items.values()].map(readStoredWorkflow),

    read: async (id) => {
      const item = items.get(id);
      return item === undefined ? null : readStoredWorkflow(item);
    },

    create: async (workflow) => {
      if (owner(workflow.name) !== undefined) return { kind: "name-taken" };
      items.set(workflow.id, { ...workflow });
      return { kind: "created" };
    },

    update: async (id, expectedVersion, draft, updatedAt) => {
      const item = items.get(id);
      if (item === undefined) return { kind: "not-found" };
      if (versionOf(id) !== expectedVersion) return { kind: "stale", version: versionOf(id) };
      if ((owner(draft.name) ?? id) !== id) return { kind: "name-taken" };
      const edited = {
        ...item,
        ...workflowDraftSchema.parse(draft),
        version: expectedVersion + 1,
        updated_at: updatedAt,
      };
      const workflow = workflowSchema.parse(edited);
      items.set(id, edited);
      return { kind: "updated", workflow };
    },

    delete: async (id, expectedVersion) => {
      if (!items.has(id)) return "not-found";
      if (expectedVersion !== null && versionOf(id) !== expectedVersion) return "stale";
      items.delete(id);
      return "deleted";
    },

    snooze: async (id, snooze) => {
      const item = items.get(id);
      if (item === undefined) return "not-found";
      const { snooze: _, ...others } = item;
      items.set(id, snooze === null ? others : { ...others, snooze });
      return "written";
    },
  };
}
