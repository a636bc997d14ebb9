import type { WorkflowSummary } from "@bellwether/core/api";
import styles from "./list.module.css";
import { useBulk } from "./use-bulk.ts";

/** Enables and disables one workflow from its row. A broken one can only be opened. */
export function RowSwitch({ workflow }: { readonly workflow: WorkflowSummary }) {
  const bulk = useBulk();
  const { enable } = workflow;
  if (workflow.problems.length > 0) return null;
  return (
    <button
      type="button"
      role="switch"
      aria-checked={enable}
      aria-label={`Enabled: ${workflow.name}`}
      title={enable ? "Disable" : "Enable"}
      disabled={bulk.isPending}
      className={styles["switch"]}
      onClick={() =>
        bulk.mutate({ action: { kind: "edit", change: { enable: !enable } }, rows: [workflow] })
      }
    />
  );
}
