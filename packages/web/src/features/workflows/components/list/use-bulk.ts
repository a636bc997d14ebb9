import type { WorkflowSummary } from "@bellwether/core/api";
import { messageOf } from "@bellwether/core/failure";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { reportEdit } from "../../../../live/change-stream.ts";
import { applyToAll, type BulkAction, type BulkResult } from "../../api/bulk.ts";
import { bulkWords } from "../../bulk-words.ts";
import { undoNotice } from "../../undo-notice.ts";

type Wanted = Readonly<{ action: BulkAction; rows: readonly WorkflowSummary[] }>;

/** Changes workflows, then says what was done and offers to take it back. */
export function useBulk() {
  const client = useQueryClient();
  const refresh = async () => {
    reportEdit();
    await Promise.all(
      [["workflows"], ["orders"]].map((queryKey) => client.invalidateQueries({ queryKey })),
    );
  };
  const takeBack = async ({ undo }: BulkResult) => {
    const outcomes = await Promise.allSettled(undo.map((back) => back()));
    const failed = outcomes.flatMap((outcome) =>
      outcome.status === "rejected" ? [messageOf(outcome.reason)] : [],
    );
    undoNotice.show({ words: "Taken back", failed, undo: null });
    await refresh();
  };
  return useMutation({
    mutationFn: ({ action, rows }: Wanted) => applyToAll(action, rows),
    onSuccess: async (result, { action }) => {
      undoNotice.show({
        words: bulkWords(action, result.changed),
        failed: result.failed.map(({ name, reason }) => `${name}: ${reason}`),
        undo: result.changed === 0 ? null : () => void takeBack(result),
      });
      await refresh();
    },
  });
}
