import { type RefObject, useEffect, useRef, useState } from "react";
import { holdOrder, movedCount } from "../../held-order.ts";

/** Keeps rows in place when a response arrives while the pointer or focus is on the list, or the
 *  page is scrolled; new values appear in place. `view` identifies the sort, filters and page;
 *  when it changes, the rows are sorted again. Reason: docs/decisions/0302. */
export function useHeldOrder<Row extends { readonly id: string }>(
  fresh: readonly Row[],
  view: string,
  list: RefObject<HTMLElement | null>,
) {
  const isReading = useReading(list);
  const [held, setHeld] = useState({ view, source: fresh, ids: idsOf(fresh) });
  if (held.view !== view) {
    setHeld({ view, source: fresh, ids: idsOf(fresh) });
  } else if (held.source !== fresh) {
    const ids = isReading() ? idsOf(holdOrder(held.ids, fresh)) : idsOf(fresh);
    setHeld({ view, source: fresh, ids });
  }
  const rows = holdOrder(held.ids, fresh);
  return {
    rows,
    moved: movedCount(rows, fresh),
    release: () => setHeld({ view, source: fresh, ids: idsOf(fresh) }),
  };
}

function idsOf(rows: readonly { readonly id: string }[]): readonly string[] {
  return rows.map((row) => row.id);
}

function useReading(list: RefObject<HTMLElement | null>): () => boolean {
  const isPointed = useRef(false);
  useEffect(() => {
    const element = list.current;
    if (element === null) return undefined;
    const enter = () => {
      isPointed.current = true;
    };
    const leave = () => {
      isPointed.current = false;
    };
    element.addEventListener("pointerenter", enter);
    element.addEventListener("pointerleave", leave);
    return () => {
      element.removeEventListener("pointerenter", enter);
      element.removeEventListener("pointerleave", leave);
    };
  }, [list]);
  return () =>
    isPointed.current ||
    window.scrollY > 0 ||
    (list.current?.contains(document.activeElement) ?? false);
}
