import { type Instant, toIso } from "@bellwether/core/time";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { explainedAt } from "../../detail-search.ts";

/** The time that the dialog explains, kept in the address: null for now. Changing it adds no
 *  history, so that Back still closes the dialog. */
export function useExplained(): readonly [Instant | null, (at: Instant | null) => void] {
  const navigate = useNavigate();
  const at = explainedAt(useSearch({ from: "/list/workflows/$id" }));
  const explain = (next: Instant | null) =>
    void navigate({
      to: ".",
      search: (search) => ({ ...search, at: next === null ? undefined : toIso(next) }),
      state: (before) => before,
      replace: true,
      resetScroll: false,
    });
  return [at, explain];
}
