import type { WorkflowDetail } from "@bellwether/core/api";
import { toIso } from "@bellwether/core/time";
import { ModeBadge } from "../../../../ui/badge.tsx";
import type { Status } from "../../list-search.ts";
import { StatusBadge } from "../list/columns.tsx";
import styles from "./detail.module.css";

export function Titles(props: {
  readonly id: string;
  readonly name: string;
  readonly workflow: WorkflowDetail | undefined;
}) {
  const { workflow } = props;
  return (
    <div className={styles["titles"]}>
      <h2 id={props.id} className={styles["title"]}>
        {props.name}
      </h2>
      {workflow !== undefined && (
        <p className={styles["badges"]}>
          <StatusBadge status={statusOfDetail(workflow)} />
          <ModeBadge dryRun={workflow.dry_run} />
        </p>
      )}
    </div>
  );
}

function statusOfDetail(workflow: WorkflowDetail): Status {
  if (!workflow.enable) return "disabled";
  const today = toIso(workflow.as_of).slice(0, 10);
  return workflow.end_date !== null && workflow.end_date < today ? "expired" : "enabled";
}
