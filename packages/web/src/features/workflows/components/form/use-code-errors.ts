import { useQuery } from "@tanstack/react-query";
import { useDebounced } from "../../../../ui/use-debounced.ts";
import { instrumentQuery } from "../../api/draft-queries.ts";
import type { FieldErrors, FormValues } from "../../form-values.ts";

const PAUSE_MS = 300;

/** What the market says of the two codes while they are typed: an error at the field of one that it
 *  does not list. While the market does not answer there is none; the server asks again. */
export function useCodeErrors({ index, cfd }: Pick<FormValues, "index" | "cfd">): FieldErrors {
  const unknownIndex = useUnknown(index);
  const unknownCfd = useUnknown(cfd);
  return {
    ...(unknownIndex !== null && { index: unknownIndex }),
    ...(unknownCfd !== null && { cfd: unknownCfd }),
  };
}

function useUnknown(typed: string): string | null {
  const code = typed.trim();
  const debounced = useDebounced(code, PAUSE_MS);
  const { data } = useQuery(instrumentQuery(debounced));
  const isUnknown = code !== "" && code === debounced && data?.unknown.includes(code) === true;
  return isUnknown ? `The market does not list ${code}` : null;
}
