import {
  type ImportPreview,
  type ImportResult,
  importPreviewSchema,
  importResultSchema,
} from "@bellwether/core/api";
import type { ConditionChoice } from "@bellwether/core/workflow";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request, requestText } from "../../../api/request.ts";
import { reportEdit } from "../../../live/change-stream.ts";

/** A workflow file, and which conditions count where it has several and does not combine them. */
export type ImportFile = Readonly<{ yaml: string; conditions: ConditionChoice | null }>;

function requestOf({ yaml }: ImportFile) {
  return { method: "POST", text: { body: yaml, contentType: "application/yaml" } } as const;
}

function queryOf({ conditions }: ImportFile): string {
  return conditions === null ? "" : `?conditions=${conditions}`;
}

/** What an import would create, change and leave. Nothing is written. */
export function useImportPreview() {
  return useMutation({
    mutationFn: (file: ImportFile): Promise<ImportPreview> =>
      request(importPreviewSchema, `/import/preview${queryOf(file)}`, requestOf(file)),
  });
}

/** Imports a workflow file atomically: all of it or nothing. */
export function useImport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (file: ImportFile): Promise<ImportResult> =>
      request(importResultSchema, `/import${queryOf(file)}`, requestOf(file)),
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
