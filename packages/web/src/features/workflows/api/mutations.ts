import { type WorkflowDetail, type WorkflowList, workflowDetailSchema } from "@bellwether/core/api";
import type { WorkflowDraft } from "@bellwether/core/workflow";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request, requestText } from "../../../api/request.ts";
import { reportEdit } from "../../../live/change-stream.ts";
import { detailQuery, listQuery } from "./queries.ts";

/** What the orders page keeps (features/orders/api/queries.ts): names of workflows are in it too. */
const ORDERS = ["orders"];

/** An edit names the workflow and the version it is based on; a creation has neither. */
export type SaveTarget = { readonly id: string; readonly version: number } | null;

function save(target: SaveTarget, draft: WorkflowDraft): Promise<WorkflowDetail> {
  if (target === null) {
    return request(workflowDetailSchema, "/workflows", { method: "POST", json: draft });
  }
  return request(workflowDetailSchema, `/workflows/${encodeURIComponent(target.id)}`, {
    method: "PUT",
    json: draft,
    ifMatch: target.version,
  });
}

/** Creates or edits. What the server stored is shown at once; the lists are asked again, and nobody
 *  waits for them: the form is done when its workflow is stored. */
export function useSaveWorkflow(target: SaveTarget) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (draft: WorkflowDraft) => save(target, draft),
    onSuccess: (stored) => {
      reportEdit();
      client.setQueryData(detailQuery(stored.id).queryKey, stored);
      void client.invalidateQueries({ queryKey: ["workflows"] });
      void client.invalidateQueries({ queryKey: ORDERS });
    },
  });
}

function without(list: WorkflowList, id: string): WorkflowList {
  const workflows = list.workflows.filter((row) => row.id !== id);
  return { ...list, workflows, total: list.total - (list.workflows.length - workflows.length) };
}

/** The row is gone at once; the lists are asked again, and nobody waits for them.
 *  `version` null deletes whatever is there: a broken workflow has no version to name. */
export function useDeleteWorkflow(id: string, version: number | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      requestText(`/workflows/${encodeURIComponent(id)}`, {
        method: "DELETE",
        ifMatch: version ?? undefined,
      }),
    onSuccess: () => {
      reportEdit();
      client.setQueryData(listQuery.queryKey, (list) => list && without(list, id));
      void client.invalidateQueries({ queryKey: listQuery.queryKey });
      void client.invalidateQueries({ queryKey: ORDERS });
    },
    // It may have changed: what is under the question is then shown as it is.
    onError: () => client.invalidateQueries({ queryKey: detailQuery(id).queryKey }),
  });
}
