import type { WorkflowList } from "@bellwether/core/api";
import { type RefObject, useDeferredValue, useMemo } from "react";
import { filterRows, sortRows } from "../../list-rows.ts";
import { type ListSearch, pageOf, sortOf } from "../../list-search.ts";
import { useFreshOrders } from "./use-fresh-orders.ts";
import { useHeldOrder } from "./use-held-order.ts";

/** What of a list is shown: filtered, sorted, held still while it is read, and which page of it.
 *  `element` is where the reader's pointer and focus are looked for. */
export function useShownRows(
  { workflows, as_of: asOf }: WorkflowList,
  search: ListSearch,
  element: RefObject<HTMLElement | null>,
) {
  // A keystroke in the search box is drawn first, thousands of rows after it.
  const wanted = useDeferredValue(search);
  const sorted = useMemo(
    () => sortRows(filterRows(workflows, wanted, asOf), sortOf(wanted), asOf),
    [workflows, wanted, asOf],
  );
  const held = useHeldOrder(sorted, JSON.stringify(wanted), element);
  const fresh = useFreshOrders(workflows);
  return { ...held, fresh, sort: sortOf(wanted), page: pageOf(wanted, held.rows.length) };
}
