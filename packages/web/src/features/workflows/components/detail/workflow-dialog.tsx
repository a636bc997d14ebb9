import type { WorkflowDetail } from "@bellwether/core/api";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useId, useState } from "react";
import { hasStatus } from "../../../../api/api-error.ts";
import { Dialog } from "../../../../ui/dialog.tsx";
import { DialogHead } from "../../../../ui/dialog-head.tsx";
import { ErrorNotice, Notice, QueryNotice } from "../../../../ui/notice.tsx";
import { usePageTitle } from "../../../../ui/page-title.ts";
import { Skeleton } from "../../../../ui/skeleton.tsx";
import { detailQuery, listQuery } from "../../api/queries.ts";
import { useLeaveToPage } from "../use-leave.ts";
import { Actions, BrokenActions } from "./actions.tsx";
import { Badges } from "./badges.tsx";
import { ChartPanel } from "./chart-panel.tsx";
import styles from "./detail.module.css";
import { ExplainPanel } from "./explain-panel.tsx";
import { Facts } from "./facts.tsx";
import { OrderHistory } from "./order-history.tsx";
import { ScorePanel } from "./score-panel.tsx";
import { SnoozePanel } from "./snooze-panel.tsx";
import { useExplained } from "./use-explained.ts";

/** One workflow: its settings, its orders, and the reasons for its decisions. */
export function WorkflowDialog() {
  const { id } = useParams({ from: "/list/workflows/$id" });
  const detail = useQuery(detailQuery(id));
  const summary = useQuery(listQuery).data?.workflows.find((row) => row.id === id);
  const [openedWith] = useState(id);
  const leave = useLeaveToPage(openedWith !== id);
  const titleId = useId();
  const isGone = hasStatus(detail.error, 404);
  const isBroken = summary !== undefined && summary.problems.length > 0;
  const name = detail.data?.name ?? summary?.name ?? "Workflow";
  usePageTitle(name);

  return (
    <Dialog size="wide" docks labelledBy={titleId} onDismiss={leave}>
      <DialogHead id={titleId} title={name} onClose={leave}>
        {detail.data !== undefined && (
          <>
            <Badges workflow={detail.data} />
            <Actions key={id} workflow={detail.data} onGone={leave} />
          </>
        )}
      </DialogHead>
      <div className={styles["body"]}>
        {detail.isPending && <Skeleton rows={8} label="Loading the workflow" />}
        {isGone && (
          <ErrorNotice
            title="This workflow does not exist."
            error="It was deleted or never existed."
          />
        )}
        {!isGone && !isBroken && (
          <QueryNotice title="The workflow cannot be shown." query={detail} />
        )}
        {isBroken && (
          <BrokenActions id={id} name={name} problems={summary.problems} onGone={leave} />
        )}
        {detail.data !== undefined && <Panels key={id} workflow={detail.data} />}
      </div>
    </Dialog>
  );
}

function Panels({ workflow }: { readonly workflow: WorkflowDetail }) {
  const [at, explain] = useExplained();
  return (
    <>
      {workflow.warnings.map(({ field, reason }) => (
        <Notice key={field} tone="warn">
          It will hardly signal, or never: <code>{field}</code> {reason}.
        </Notice>
      ))}
      <div className={styles["panels"]}>
        <div className={styles["wide"]}>
          <ChartPanel workflow={workflow} at={at} onExplain={explain} />
          <OrderHistory workflow={workflow} at={at} onExplain={explain} />
        </div>
        <div className={styles["side"]}>
          <ExplainPanel workflow={workflow} at={at} />
          <ScorePanel workflow={workflow} />
          <SnoozePanel workflow={workflow} />
          <Facts workflow={workflow} />
        </div>
      </div>
    </>
  );
}
