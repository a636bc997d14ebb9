import type { Instant } from "../time/instant.ts";
import { isActive } from "./evaluate.ts";
import type { Workflow } from "./workflow.ts";

export const WORKFLOW_STATUSES = ["enabled", "disabled", "expired", "broken"] as const;
export type WorkflowStatus = (typeof WORKFLOW_STATUSES)[number];

/** The status of a workflow at an instant. Broken takes precedence; a disabled workflow is disabled
 *  even after its last day. */
export function workflowStatus(
  workflow: Pick<Workflow, "enable" | "end_date"> & { readonly problems?: readonly string[] },
  asOf: Instant,
): WorkflowStatus {
  if ((workflow.problems ?? []).length > 0) return "broken";
  if (!workflow.enable) return "disabled";
  return isActive(workflow, asOf) ? "enabled" : "expired";
}
