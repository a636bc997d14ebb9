import { draftPreviewSchema, instrumentListSchema } from "@bellwether/core/api";
import type { WorkflowDraft } from "@bellwether/core/workflow";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { request } from "../../../api/request.ts";

/** Searches cost requests of the market, and a last price need not be newer while typing. */
const STALE_MS = 60_000;
/** A text of one letter would find everything. */
const SHORTEST_SEARCH = 2;

/** The instruments that a text may mean, with their last prices. */
export const instrumentSearchQuery = (text: string) =>
  queryOptions({
    queryKey: ["instruments", "search", text],
    queryFn: ({ signal }) =>
      request(instrumentListSchema, `/instruments?query=${encodeURIComponent(text)}`, { signal }),
    enabled: text.trim().length >= SHORTEST_SEARCH,
    staleTime: STALE_MS,
    retry: false,
  });

/** Whether the market lists a code, and what it is. */
export const instrumentQuery = (code: string) =>
  queryOptions({
    queryKey: ["instruments", "code", code],
    queryFn: ({ signal }) =>
      request(instrumentListSchema, `/instruments?codes=${encodeURIComponent(code)}`, { signal }),
    enabled: code !== "",
    staleTime: STALE_MS,
    retry: false,
  });

/** The evaluation of an unsaved workflow now. */
export const draftPreviewQuery = (draft: WorkflowDraft | null) =>
  queryOptions({
    queryKey: ["instruments", "preview", draft],
    queryFn: ({ signal }) =>
      request(draftPreviewSchema, "/workflows/preview", {
        method: "POST",
        json: { workflow: draft },
        signal,
      }),
    enabled: draft !== null,
    staleTime: STALE_MS,
    retry: false,
    placeholderData: keepPreviousData,
  });
