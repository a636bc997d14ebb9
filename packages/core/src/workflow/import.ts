import * as z from "zod";
import { readWorkflow } from "./import-entry.ts";
import { type Finding, reviewWorkflow } from "./review.ts";
import type { WorkflowDraft } from "./workflow.ts";
import { readYaml, YamlError, type YamlNode } from "./yaml-tree.ts";

/** One workflow of a file. `id` is the file's when it is a UUID, as ours are; else it is null, and
 *  the importer gives a new one. `foreign_id` is what the file called it then, if anything. */
export type ImportedWorkflow = Readonly<{
  line: number;
  id: string | null;
  foreign_id: string | null;
  draft: WorkflowDraft;
}>;

/** Why a workflow of a file was not read. `workflow` is its name, or its place when it has none.
 *  `format`: the file does not say what a workflow needs, as the reference requires it too.
 *  `domain`: it does, but such a workflow could never work, and the reference takes it by accident
 *  (docs/decisions/0103). */
export const importErrorSchema = z.object({
  line: z.int().positive(),
  workflow: z.string().nullable(),
  field: z.string(),
  reason: z.string(),
  kind: z.enum(["format", "domain"]),
});
export type ImportError = Readonly<z.infer<typeof importErrorSchema>>;

export type WorkflowFile = Readonly<{
  workflows: readonly ImportedWorkflow[];
  errors: readonly ImportError[];
  /** What is imported and will hardly signal. */
  warnings: readonly ImportError[];
}>;

/** Reads a workflow file: the reference's YAML (1.1, as PyYAML reads it), or what
 *  `formatWorkflowFile` wrote. Never throws: what cannot be read, or could never signal, is an error
 *  with its line, and the other workflows of the file are read all the same. */
export function parseWorkflowFile(text: string): WorkflowFile {
  return parseFile(text, reviewWorkflow);
}

/** Reads a workflow file as the reference loads it, which also takes workflows that never signal. */
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

/** Reading stops here: what has so many is no workflow file, and could fill the memory with them. */
const MAX_ERRORS = 1_000;

function fileError(line: number, reason: string): ImportError {
  return { line, workflow: null, field: "", reason, kind: "format" };
}
