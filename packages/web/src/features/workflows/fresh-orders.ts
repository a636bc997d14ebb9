import type { WorkflowSummary } from "@bellwether/core/api";

type Row = Pick<WorkflowSummary, "id" | "last_order_timestamp">;

/** The ids of workflows that got a newer last order between two responses. A workflow missing
 *  from the first response is new and does not count; the first response has no fresh orders. */
export function freshOrders(before: readonly Row[], after: readonly Row[]): ReadonlySet<string> {
  const known = new Map(before.map((row) => [row.id, row.last_order_timestamp]));
  const fresh = after.filter((row) => {
    const previous = known.get(row.id);
    if (previous === undefined || row.last_order_timestamp === null) return false;
    return previous === null || row.last_order_timestamp > previous;
  });
  return new Set(fresh.map((row) => row.id));
}
