import { type WorkflowDetail, type WorkflowList, workflowDetailSchema } from "@bellwether/core/api";
import type { WorkflowDraft } from "@bellwether/core/workflow";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request, requestText } from "../../../api/request.ts";
import { reportEdit } from "../../../live/change-stream.ts";
import { detailQuery, listQuery } from "./queries.ts";

/** The query key of the orders page (features/orders/api/queries.ts), which also contains
 *  workflow names. */
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

/** Creates or edits. The stored workflow is shown at once; the lists are refetched in the
 *  background, so that the form closes without waiting for them. */
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

/** Removes the row at once; the lists are refetched in the background.
 *  `version` null deletes unconditionally: a broken workflow has no version. */
export function useDeleteWorkflow(id: string, version: number | null) {
  const client = useQueryClient();
  return useMutation({
    // A request for its chart that is still in flight would find nothing.
    onMutate: () => client.cancelQueries({ predicate: ({ queryKey }) => queryKey.includes(id) }),
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
    // The workflow may have changed: refetch it, so that the confirmation is about the current one.
    onError: () => client.invalidateQueries({ queryKey: detailQuery(id).queryKey }),
  });
}
