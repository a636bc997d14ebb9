import {
  API_BASE,
  decodeInstants,
  orderHistorySchema,
  type WorkflowSummary,
  workflowDetailSchema,
  workflowListSchema,
} from "@bellwether/core/api";
import type { Page } from "playwright-core";
import type * as z from "zod";

/** Direct access to the API, to compare with the page and to set up a test. */
export function apiOf(url: string) {
  const base = `${url}${API_BASE}`;
  const read = async <Schema extends z.ZodType>(schema: Schema, path: string) => {
    const response = await fetch(base + path);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return schema.parse(decodeInstants(await response.json()));
  };
  const workflows = () => read(workflowListSchema, "/workflows");
  const detail = (id: string) => read(workflowDetailSchema, `/workflows/${id}`);
  const find = async (name: string): Promise<WorkflowSummary> => {
    const found = (await workflows()).workflows.find((row) => row.name === name);
    if (found === undefined) throw new Error(`there is no workflow ${name}`);
    return found;
  };
  return {
    workflows,
    detail,
    find,
    history: (id: string, limit: number) =>
      read(orderHistorySchema, `/workflows/${id}/orders?limit=${limit}`),
    /** A change from another client. */
    edit: async (id: string, change: object) => {
      const { version, ...stored } = await detail(id);
      const response = await fetch(`${base}/workflows/${id}`, {
        method: "PUT",
        headers: { "content-type": "application/json", "if-match": `"${version}"` },
        body: JSON.stringify({ ...draftOf(stored), ...change }),
      });
      if (!response.ok) throw new Error(`edit: ${response.status} ${await response.text()}`);
    },
    importYaml: async (yaml: string) => {
      const response = await fetch(`${base}/import`, {
        method: "POST",
        headers: { "content-type": "application/yaml" },
        body: yaml,
      });
      if (!response.ok) throw new Error(`import: ${response.status} ${await response.text()}`);
    },
    /** Ends a snooze. */
    announce: async (id: string) => {
      await fetch(`${base}/workflows/${id}/snooze`, { method: "DELETE" });
    },
    /** Ends a pause. */
    resume: async () => {
      await fetch(`${base}/resume`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ by: "a test" }),
      });
    },
    /** `page`: closed before, because an open dialog would request what is gone. */
    remove: async (id: string, page?: Page) => {
      await page?.close();
      await fetch(`${base}/workflows/${id}`, { method: "DELETE" });
    },
  };
}

function draftOf(stored: object): object {
  const own = ["id", "created_at", "updated_at", "last_order", "as_of"];
  return Object.fromEntries(Object.entries(stored).filter(([name]) => !own.includes(name)));
}
