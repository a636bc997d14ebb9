import type { WorkflowSummary } from "@bellwether/core/api";
import { DAY_SECONDS, HOUR_SECONDS, type Instant } from "@bellwether/core/time";
import { Button } from "../../../../ui/button.tsx";
import { number } from "../../../../ui/number.ts";
import type { BulkAction } from "../../api/bulk.ts";
import styles from "./bulk.module.css";
import { useBulk } from "./use-bulk.ts";

/** What can be done with the selected workflows. */
export function BulkBar(props: {
  readonly rows: readonly WorkflowSummary[];
  readonly asOf: Instant;
  readonly onClear: () => void;
}) {
  const { rows, asOf } = props;
  const bulk = useBulk();
  const act = (action: BulkAction) =>
    bulk.mutate({ action, rows }, action.kind === "delete" ? { onSuccess: props.onClear } : {});
  const actions: readonly (readonly [string, BulkAction])[] = [
    ["Enable", { kind: "edit", change: { enable: true } }],
    ["Disable", { kind: "edit", change: { enable: false } }],
    ["Dry run", { kind: "edit", change: { dry_run: true } }],
    ["Real", { kind: "edit", change: { dry_run: false } }],
    ["Snooze 1 hour", { kind: "snooze", until: asOf + HOUR_SECONDS }],
    ["Snooze 1 day", { kind: "snooze", until: asOf + DAY_SECONDS }],
    ["Delete", { kind: "delete" }],
  ];
  return (
    <section aria-label="Selected workflows" className={styles["bar"]}>
      <span aria-live="polite">{number(rows.length)} selected</span>
      {actions.map(([label, action]) => (
        <Button
          key={label}
          kind={action.kind === "delete" ? "danger" : "plain"}
          disabled={bulk.isPending}
          onClick={() => act(action)}
        >
          {label}
        </Button>
      ))}
      <Button kind="quiet" onClick={props.onClear}>
        Clear selection
      </Button>
    </section>
  );
}
