import { useEffect } from "react";

/** Names the page in the browser's tab. */
export function usePageTitle(title: string | null): void {
  useEffect(() => {
    document.title = title === null ? "Bellwether" : `${title} · Bellwether`;
  }, [title]);
}
