import type { WorkflowDetail } from "@bellwether/core/api";
import { workflowStatus } from "@bellwether/core/workflow";
import { ModeBadge } from "../../../../ui/badge.tsx";
import { StatusBadge } from "../list/columns.tsx";
import styles from "./detail.module.css";

/** The status and the dry-run mark beside a workflow's name. */
export function Badges({ workflow }: { readonly workflow: WorkflowDetail }) {
  return (
    <p className={styles["badges"]}>
      <StatusBadge status={workflowStatus(workflow, workflow.as_of)} />
      {workflow.dry_run && <ModeBadge dryRun />}
    </p>
  );
}
