import { type ImportedWorkflow, readWorkflow } from "./import-entry.ts";
import type { ImportError } from "./import-error.ts";
import { type Finding, reviewWorkflow } from "./review.ts";
import type { WorkflowDraft } from "./workflow.ts";
import { readYaml, YamlError, type YamlNode } from "./yaml-tree.ts";

export type WorkflowFile = Readonly<{
  workflows: readonly ImportedWorkflow[];
  errors: readonly ImportError[];
  /** Findings about workflows that are imported all the same. */
  warnings: readonly ImportError[];
}>;

/** Reads a workflow file: the reference's YAML (1.1, as PyYAML reads it), or what
 *  `formatWorkflowFile` wrote. Never throws: a workflow that cannot be read, or could never signal,
 *  is reported with its line, and the others are read all the same. */
export function parseWorkflowFile(text: string): WorkflowFile {
  return parseFile(text, reviewWorkflow);
}

/** Reads a workflow file as the reference does, which accepts workflows that never signal. */
export function parseReferenceFile(text: string): WorkflowFile {
  return parseFile(text, () => []);
}

function parseFile(
  text: string,
  review: (draft: WorkflowDraft) => readonly Finding[],
): WorkflowFile {
  let root: YamlNode;
  try {
    root = readYaml(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    return refused(error.line, `not readable: ${error.message}`);
  }
  if (root.kind === "map" && root.entries.size === 0 && root.otherKeys.length === 0) {
    return { workflows: [], errors: [], warnings: [] };
  }
  if (root.kind !== "list") return refused(root.line, "a workflow file is a list of workflows");
  const workflows: ImportedWorkflow[] = [];
  const errors: ImportError[] = [];
  const warnings: ImportError[] = [];
  for (const [index, node] of root.items.entries()) {
    const result = readWorkflow(node, index + 1, review);
    if (result.kind === "errors") errors.push(...result.errors);
    else {
      workflows.push(result.workflow);
      warnings.push(...result.warnings);
    }
    if (errors.length < MAX_ERRORS) continue;
    errors.push(fileError(node.line, `more than ${MAX_ERRORS} errors: nothing below is read`));
    break;
  }
  return { workflows, errors, warnings };
}

function refused(line: number, reason: string): WorkflowFile {
  return { workflows: [], errors: [fileError(line, reason)], warnings: [] };
}

/** Reading stops at this number of errors: a file with so many is not a workflow file. */
const MAX_ERRORS = 1_000;

function fileError(line: number, reason: string): ImportError {
  return { line, workflow: null, field: "", reason, kind: "format" };
}
