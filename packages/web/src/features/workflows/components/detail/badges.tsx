import type { WorkflowDetail } from "@bellwether/core/api";
import { toIso } from "@bellwether/core/time";
import { ModeBadge } from "../../../../ui/badge.tsx";
import type { Status } from "../../list-search.ts";
import { StatusBadge } from "../list/columns.tsx";
import styles from "./detail.module.css";

/** The status and the dry-run mark beside a workflow's name. */
export function Badges({ workflow }: { readonly workflow: WorkflowDetail }) {
  return (
    <p className={styles["badges"]}>
      <StatusBadge status={statusOfDetail(workflow)} />
      {workflow.dry_run && <ModeBadge dryRun />}
    </p>
  );
}

function statusOfDetail(workflow: WorkflowDetail): Status {
  if (!workflow.enable) return "disabled";
  const today = toIso(workflow.as_of).slice(0, 10);
  return workflow.end_date !== null && workflow.end_date < today ? "expired" : "enabled";
}
