import { useEffect } from "react";

/** What is open, the topmost last: a dialog's title stands above that of the page under it. */
const open: { title: string | null }[] = [];
let unseen = 0;

/** Names what is open in the browser's tab. When it closes, the title of what is under it returns. */
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

/** Signals that arrived while the tab was out of sight: the title counts them. */
export function countInTitle(count: number): void {
  unseen = count;
  show();
}

function show(): void {
  const title = open.findLast((entry) => entry.title !== null)?.title;
  const name = title === undefined || title === null ? "Bellwether" : `${title} · Bellwether`;
  document.title = unseen === 0 ? name : `(${unseen}) ${name}`;
}
