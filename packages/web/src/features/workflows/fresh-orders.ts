import type { WorkflowSummary } from "@bellwether/core/api";

type Row = Pick<WorkflowSummary, "id" | "last_order_timestamp">;

/** The ids of workflows that got a newer last order between two answers. A workflow that was not in
 *  the first one is new altogether, and so is none of them; nothing is fresh on the first answer. */
export function freshOrders(before: readonly Row[], after: readonly Row[]): ReadonlySet<string> {
  const known = new Map(before.map((row) => [row.id, row.last_order_timestamp]));
  const fresh = after.filter((row) => {
    const previous = known.get(row.id);
    if (previous === undefined || row.last_order_timestamp === null) return false;
    return previous === null || row.last_order_timestamp > previous;
  });
  return new Set(fresh.map((row) => row.id));
}
