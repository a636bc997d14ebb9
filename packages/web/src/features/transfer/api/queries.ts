import { instrumentListSchema } from "@bellwether/core/api";
import { queryOptions } from "@tanstack/react-query";
import { request } from "../../../api/request.ts";

/** Checks the codes that an import could not check: on AWS the function that reads files has no
 *  market. */
export const codesQuery = (codes: readonly string[]) =>
  queryOptions({
    queryKey: ["transfer", "codes", codes],
    queryFn: ({ signal }) => {
      const query = new URLSearchParams({ codes: codes.join(",") });
      return request(instrumentListSchema, `/instruments?${query}`, { signal });
    },
    enabled: codes.length > 0,
    retry: false,
  });
