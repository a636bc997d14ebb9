import type { WorkflowSummary } from "@bellwether/core/api";
import { useEffect, useState } from "react";
import { freshOrders } from "../../fresh-orders.ts";

const HIGHLIGHT_MS = 8_000;
const NONE: ReadonlySet<string> = new Set();

/** Workflows with a newer last order than in the previous response, for a few seconds. */
export function useFreshOrders(rows: readonly WorkflowSummary[]): ReadonlySet<string> {
  const [seen, setSeen] = useState({ rows, fresh: NONE });
  if (seen.rows !== rows) setSeen({ rows, fresh: freshOrders(seen.rows, rows) });
  useEffect(() => {
    if (seen.fresh.size === 0) return undefined;
    const timer = setTimeout(() => {
      setSeen((current) => (current.fresh === seen.fresh ? { ...current, fresh: NONE } : current));
    }, HIGHLIGHT_MS);
    return () => clearTimeout(timer);
  }, [seen.fresh]);
  return seen.fresh;
}
