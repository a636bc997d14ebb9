import { countInTitle } from "../ui/page-title.ts";

/** Orders that arrived while the tab was hidden. */
const ids = new Set<string>();

export const unseen = {
  add: (arrived: readonly string[]) => {
    if (!document.hidden) return;
    for (const id of arrived) ids.add(id);
    countInTitle(ids.size);
  },
};

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  ids.clear();
  countInTitle(0);
});
