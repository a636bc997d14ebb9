import type { WorkflowSummary } from "@bellwether/core/api";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { reportEdit } from "../../../../live/change-stream.ts";
import { number } from "../../../../ui/number.ts";
import {
  applyToAll,
  type BulkAction,
  type BulkResult,
  type Undo,
  undoAll,
} from "../../api/bulk.ts";
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
  const takeBack = async (changes: readonly Undo[]) => {
    const result = await undoAll(changes, progressOf("Taking back", changes.length));
    const count = changes.length - result.undo.length;
    tell(`${number(count)} of ${number(changes.length)} taken back`, result, "Try again");
    await refresh();
  };
  const tell = (words: string, { failed, undo }: BulkResult, undoLabel: string) =>
    undoNotice.show({
      words,
      failed: failed.map(({ name, reason }) => `${name}: ${reason}`),
      undo: undo.length === 0 ? null : { label: undoLabel, run: () => void takeBack(undo) },
      progress: null,
    });
  return useMutation({
    mutationFn: ({ action, rows }: Wanted) =>
      applyToAll(action, rows, progressOf("Changing", rows.length)),
    onSuccess: async (result, { action }) => {
      tell(bulkWords(action, result.undo.length), result, "Undo");
      await refresh();
    },
  });
}

/** Shows how far a change of several workflows is. One is done at once. */
function progressOf(words: string, total: number): (done: number) => void {
  const show = (done: number) => {
    if (total > 1) undoNotice.show({ words, failed: [], undo: null, progress: { done, total } });
  };
  show(0);
  return show;
}
