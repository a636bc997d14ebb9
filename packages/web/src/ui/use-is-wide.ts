import { useSyncExternalStore } from "react";

/** From this width a workflow is shown beside the list. */
const wide = window.matchMedia("(min-width: 1440px)");

export function useIsWide(): boolean {
  return useSyncExternalStore(
    (changed) => {
      wide.addEventListener("change", changed);
      return () => wide.removeEventListener("change", changed);
    },
    () => wide.matches,
  );
}
