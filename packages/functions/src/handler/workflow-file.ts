import type { FieldError } from "@bellwether/core/api";
import { decodeUtf8 } from "@bellwether/core/text";
import {
  type ConditionChoice,
  type ImportError,
  type ImportedWorkflow,
  nameKey,
  parseWorkflowFile,
} from "@bellwether/core/workflow";

/** A workflow file, checked without the stored workflows. With any error nothing of it is imported. */
export type CheckedFile = Readonly<{
  workflows: readonly ImportedWorkflow[];
  errors: readonly FieldError[];
  warnings: readonly FieldError[];
}>;

/** Reads and checks the bytes of a workflow file. It takes a second or two for a megabyte, so a
 *  process that has other work does it on another thread. */
export type CheckFile = (bytes: Uint8Array, conditions?: ConditionChoice) => Promise<CheckedFile>;

/** `conditions` says which conditions count where a file has several and does not combine them. */
export function checkFile(bytes: Uint8Array, conditions?: ConditionChoice): CheckedFile {
  const decoded = decodeUtf8(bytes);
  if (decoded.kind === "not-utf8") {
    const reason = "has bytes that are not UTF-8: save the file in UTF-8";
    return { workflows: [], errors: [{ line: decoded.line, field: "", reason }], warnings: [] };
  }
  const { workflows, errors, warnings } = parseWorkflowFile(decoded.text, conditions);
  return {
    workflows,
    errors: [...errors.map(asFieldError), ...repeatedNames(workflows)],
    warnings: warnings.map(asFieldError),
  };
}

function repeatedNames(workflows: readonly ImportedWorkflow[]): FieldError[] {
  const first = new Map<string, number>();
  return workflows.flatMap(({ draft, line }) => {
    const key = nameKey(draft.name);
    const before = first.get(key);
    if (before === undefined) {
      first.set(key, line);
      return [];
    }
    const reason = `the workflow of line ${before} has this name already`;
    return [{ workflow: draft.name, line, field: "name", reason }];
  });
}

function asFieldError({ line, workflow, field, reason }: ImportError): FieldError {
  return { line, field, reason, ...(workflow !== null && { workflow }) };
}
