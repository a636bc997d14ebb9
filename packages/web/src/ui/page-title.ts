import { useEffect } from "react";

/** Open pages and dialogs, the topmost last: a dialog's title takes precedence over its page's. */
const open: { title: string | null }[] = [];
let unseen = 0;

/** Sets the browser tab's title while mounted. On unmount the title below it returns. */
export function usePageTitle(title: string | null): void {
  useEffect(() => {
    const entry = { title };
    open.push(entry);
    show();
    return () => {
      open.splice(open.indexOf(entry), 1);
      show();
    };
  }, [title]);
}

/** The title counts the signals that arrived while the tab was hidden. */
export function countInTitle(count: number): void {
  unseen = count;
  show();
}

function show(): void {
  const title = open.findLast((entry) => entry.title !== null)?.title;
  const name = title === undefined || title === null ? "Bellwether" : `${title} · Bellwether`;
  document.title = unseen === 0 ? name : `(${unseen}) ${name}`;
}
