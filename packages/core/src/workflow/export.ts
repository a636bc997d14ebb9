import { stringify } from "yaml";
import type { WorkflowDraft } from "./workflow.ts";

const MERGE_TAG = "tag:yaml.org,2002:merge";

/** Writes workflows as a file that `parseWorkflowFile` reads back equal. All text is quoted, so that
 *  every YAML parser reads it as text. Fields that the store or the projector writes are left out. */
export function formatWorkflowFile(
  workflows: readonly (WorkflowDraft & { readonly id?: string })[],
): string {
  return stringify(workflows.map(entryOf), {
    version: "1.1",
    // With it, the text "<<" would be written without quotes.
    customTags: (tags) => tags.filter((tag) => typeof tag === "string" || tag.tag !== MERGE_TAG),
    defaultStringType: "QUOTE_DOUBLE",
    defaultKeyType: "PLAIN",
    lineWidth: 0,
    aliasDuplicateObjects: false,
  });
}

function entryOf(workflow: WorkflowDraft & { readonly id?: string }) {
  const { id, name, index, cfd, enable, dry_run, is_us, end_date, conditions, match } = workflow;
  const { trigger, repeat, announce, notify, tags } = workflow;
  return {
    ...(id === undefined ? {} : { id }),
    name,
    index,
    cfd,
    enable,
    dry_run,
    is_us,
    end_date,
    conditions,
    match,
    trigger,
    repeat,
    announce,
    ...(notify !== null && { notify }),
    ...(tags.length > 0 && { tags }),
  };
}
