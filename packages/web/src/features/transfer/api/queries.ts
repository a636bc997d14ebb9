import { instrumentListSchema, MAX_INSTRUMENT_CODES } from "@bellwether/core/api";
import { queryOptions } from "@tanstack/react-query";
import { request } from "../../../api/request.ts";

/** What the market has said so far of codes that an import could not ask it about. */
export type CheckedCodes = Readonly<{
  /** Codes that it was asked about, whether it answered or not. */
  asked: number;
  known: number;
  /** Codes that it does not list. */
  unknown: readonly string[];
}>;

/** Asks the market about all codes, part by part. The result is updated with each part. */
export const codesQuery = (codes: readonly string[]) => {
  const queryKey = ["transfer", "codes", codes] as const;
  return queryOptions({
    queryKey,
    queryFn: async ({ signal, client }): Promise<CheckedCodes> => {
      let checked: CheckedCodes = { asked: 0, known: 0, unknown: [] };
      while (checked.asked < codes.length) {
        const part = codes.slice(checked.asked, checked.asked + MAX_INSTRUMENT_CODES);
        const query = new URLSearchParams({ codes: part.join(",") });
        const found = await request(instrumentListSchema, `/instruments?${query}`, { signal });
        checked = {
          asked: checked.asked + part.length,
          known: checked.known + found.instruments.length,
          unknown: [...checked.unknown, ...found.unknown],
        };
        client.setQueryData<CheckedCodes>(queryKey, checked);
      }
      return checked;
    },
    enabled: codes.length > 0,
    retry: false,
  });
};
