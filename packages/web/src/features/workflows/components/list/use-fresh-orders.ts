import type { WorkflowSummary } from "@bellwether/core/api";
import { useEffect, useState } from "react";
import { freshOrders } from "../../fresh-orders.ts";

const HIGHLIGHT_MS = 8_000;
const NONE: ReadonlySet<string> = new Set();

/** Workflows that got a newer last order in the last seconds, whatever responses followed: a run sends
 *  its orders first and its decisions after them. */
export function useFreshOrders(rows: readonly WorkflowSummary[]): ReadonlySet<string> {
  const [seen, setSeen] = useState({ rows, added: NONE, fresh: NONE });
  if (seen.rows !== rows) {
    const added = freshOrders(seen.rows, rows);
    const fresh = added.size === 0 ? seen.fresh : new Set([...seen.fresh, ...added]);
    setSeen({ rows, added: added.size === 0 ? seen.added : added, fresh });
  }
  const { added } = seen;
  useEffect(() => {
    if (added.size === 0) return;
    // Not cleared when others arrive: each has its own time.
    setTimeout(() => {
      setSeen((current) => {
        const left = [...current.fresh].filter((id) => !added.has(id));
        return { ...current, fresh: left.length === 0 ? NONE : new Set(left) };
      });
    }, HIGHLIGHT_MS);
  }, [added]);
  return seen.fresh;
}
