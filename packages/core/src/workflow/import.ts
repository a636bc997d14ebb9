import {
  type ConditionChoice,
  type EntryRules,
  type ImportedWorkflow,
  readWorkflow,
} from "./import-entry.ts";
import type { ImportError } from "./import-error.ts";
import { entriesOf } from "./import-instruments.ts";
import { reviewWorkflow } from "./review.ts";
import { readYaml, YamlError, type YamlNode } from "./yaml-tree.ts";

export type WorkflowFile = Readonly<{
  workflows: readonly ImportedWorkflow[];
  errors: readonly ImportError[];
  /** Warnings about workflows that are still imported. */
  warnings: readonly ImportError[];
}>;

/** Reads a workflow file: the reference's YAML (1.1, as PyYAML reads it), or what
 *  `formatWorkflowFile` wrote. Never throws: a workflow that cannot be read, or could never signal,
 *  is reported with its line, and the others are read all the same. */
export function parseWorkflowFile(text: string, conditions?: ConditionChoice): WorkflowFile {
  return parseFile(text, { review: reviewWorkflow, conditions });
}

/** Reads a workflow file as the reference does, which accepts workflows that never signal. */
export function parseReferenceFile(text: string, conditions: ConditionChoice): WorkflowFile {
  return parseFile(text, { review: () => [], conditions });
}

function parseFile(text: string, rules: EntryRules): WorkflowFile {
  let root: YamlNode;
  try {
    root = readYaml(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    const errors = error.problems.map(({ line, message }) =>
      fileError(line, `not readable: ${message}`),
    );
    return { workflows: [], errors, warnings: [] };
  }
  if (root.kind === "map" && root.entries.size === 0 && root.otherKeys.length === 0) {
    return { workflows: [], errors: [], warnings: [] };
  }
  if (root.kind !== "list") return refused(root.line, "a workflow file is a list of workflows");
  const workflows: ImportedWorkflow[] = [];
  const errors: ImportError[] = [];
  const warnings: ImportError[] = [];
  for (const [index, item] of root.items.entries()) {
    const { line } = item;
    const made = entriesOf(item);
    if (made.kind === "error") errors.push(made.error);
    else {
      const read = made.entries.map((node) => readWorkflow(node, index + 1, rules));
      const found = read.flatMap((each) => (each.kind === "errors" ? each.errors : []));
      errors.push(...once(found).slice(0, MAX_ERRORS - errors.length));
      for (const each of read) {
        if (each.kind === "errors") continue;
        workflows.push(each.workflow);
        warnings.push(...each.warnings);
      }
    }
    if (workflows.length > MAX_WORKFLOWS) {
      const reason = `more than ${MAX_WORKFLOWS} workflows: split the file`;
      return { workflows: [], errors: [...errors, fileError(line, reason)], warnings: [] };
    }
    if (errors.length < MAX_ERRORS) continue;
    errors.push(fileError(line, `${MAX_ERRORS} errors or more: nothing below is read`));
    break;
  }
  return { workflows, errors, warnings };
}

/** The errors of workflows that one entry makes: a mistake that they share is reported once. */
function once(errors: readonly ImportError[]): readonly ImportError[] {
  const seen = new Set<string>();
  return errors.filter(({ line, field, reason }) => {
    const key = `${line} ${field} ${reason}`;
    return !seen.has(key) && seen.add(key);
  });
}

function refused(line: number, reason: string): WorkflowFile {
  return { workflows: [], errors: [fileError(line, reason)], warnings: [] };
}

/** Reading stops at this number of errors: a file with so many is not a workflow file. */
const MAX_ERRORS = 1_000;
/** Ten times what the list shows: with `instruments` and aliases a small file could make millions. */
const MAX_WORKFLOWS = 50_000;

function fileError(line: number, reason: string): ImportError {
  return { line, workflow: null, field: "", reason, kind: "format" };
}
