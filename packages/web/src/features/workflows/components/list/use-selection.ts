import type { WorkflowSummary } from "@bellwether/core/api";
import { useCallback, useMemo, useState } from "react";
import type { Selection } from "./columns.tsx";

const NONE: ReadonlySet<string> = new Set();

/** The selected rows. One that no longer passes the filters, or was deleted, counts as not selected. */
export function useSelection(rows: readonly WorkflowSummary[]) {
  const [ids, setIds] = useState(NONE);
  const selected = useMemo(() => rows.filter(({ id }) => ids.has(id)), [rows, ids]);
  const clear = useCallback(() => setIds(NONE), []);
  const isAll = rows.length > 0 && selected.length === rows.length;
  const selection = useMemo<Selection>(
    () => ({
      ids,
      isAll,
      toggle: (id) =>
        setIds((known) => {
          const next = new Set(known);
          if (!next.delete(id)) next.add(id);
          return next;
        }),
      toggleAll: () => setIds(isAll ? NONE : new Set(rows.map(({ id }) => id))),
    }),
    [ids, isAll, rows],
  );
  return { selected, selection, clear };
}
