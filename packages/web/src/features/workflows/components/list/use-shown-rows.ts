import type { WorkflowList } from "@bellwether/core/api";
import { type RefObject, useDeferredValue, useMemo } from "react";
import { filterRows, groupRows, sortRows } from "../../list-rows.ts";
import { type ListSearch, pageOf, sortOf } from "../../list-search.ts";
import { useFreshOrders } from "./use-fresh-orders.ts";
import { useHeldOrder } from "./use-held-order.ts";

/** The displayed rows: filtered, sorted, held in place while being read, and paginated.
 *  `element` is where the pointer and focus are looked for. */
export function useShownRows(
  { workflows, as_of: asOf }: WorkflowList,
  search: ListSearch,
  element: RefObject<HTMLElement | null>,
) {
  // Deferred, so that a keystroke in the search box is drawn before thousands of rows.
  const wanted = useDeferredValue(search);
  const sorted = useMemo(() => {
    const passing = sortRows(filterRows(workflows, wanted, asOf), sortOf(wanted), asOf);
    return wanted.group === "instrument" ? groupRows(passing) : passing;
  }, [workflows, wanted, asOf]);
  const held = useHeldOrder(sorted, JSON.stringify(wanted), element);
  const fresh = useFreshOrders(workflows);
  return { ...held, fresh, sort: sortOf(wanted), page: pageOf(wanted, held.rows.length) };
}
