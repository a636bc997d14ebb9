import { type ImportResult, importResultSchema } from "@bellwether/core/api";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request, requestText } from "../../../api/request.ts";
import { reportEdit } from "../../../live/change-stream.ts";

/** Imports a workflow file atomically: all of it or nothing. */
export function useImport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (yaml: string): Promise<ImportResult> =>
      request(importResultSchema, "/import", {
        method: "POST",
        text: { body: yaml, contentType: "application/yaml" },
      }),
    onSuccess: () => {
      reportEdit();
      return client.invalidateQueries();
    },
  });
}

/** Exports all workflows as one file. */
export function useExport() {
  return useMutation({ mutationFn: () => requestText("/export") });
}
