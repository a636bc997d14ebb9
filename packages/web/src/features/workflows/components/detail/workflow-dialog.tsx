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

/** One workflow: its settings, its orders, and the reasons for its decisions. */
export function WorkflowDialog() {
  const { id } = useParams({ from: "/list/workflows/$id" });
  const detail = useQuery(detailQuery(id));
  const summary = useQuery(listQuery).data?.workflows.find((row) => row.id === id);
  const leave = useLeaveToPage();
  const titleId = useId();
  const isGone = hasStatus(detail.error, 404);
  const isBroken = summary !== undefined && summary.problems.length > 0;
  const name = detail.data?.name ?? summary?.name ?? "Workflow";
  usePageTitle(name);

  return (
    <Dialog size="wide" labelledBy={titleId} onDismiss={leave}>
      <DialogHead id={titleId} title={name} onClose={leave}>
        {detail.data !== undefined && <Badges workflow={detail.data} />}
      </DialogHead>
      <div className={styles["body"]}>
        {detail.isPending && <Skeleton rows={8} label="Loading the workflow" />}
        {isGone && (
          <ErrorNotice title="This workflow is gone." error="It was deleted, or never was." />
        )}
        {!isGone && !isBroken && (
          <QueryNotice title="The workflow cannot be shown." query={detail} />
        )}
        {isBroken && (
          <BrokenActions id={id} name={name} problems={summary.problems} onGone={leave} />
        )}
        {detail.data !== undefined && <Panels workflow={detail.data} onGone={leave} />}
      </div>
    </Dialog>
  );
}

function Panels({
  workflow,
  onGone,
}: {
  readonly workflow: WorkflowDetail;
  readonly onGone: () => void;
}) {
  // The selected order is highlighted on its candle and in its row.
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <>
      <Actions workflow={workflow} onGone={onGone} />
      {workflow.warnings.map(({ field, reason }) => (
        <Notice key={field} tone="warn">
          It will hardly signal, or never: <code>{field}</code> {reason}.
        </Notice>
      ))}
      <div className={styles["panels"]}>
        <div className={styles["wide"]}>
          <ChartPanel workflow={workflow} chosen={chosen} onChoose={setChosen} />
          <OrderHistory workflow={workflow} chosen={chosen} onChoose={setChosen} />
        </div>
        <div className={styles["side"]}>
          <ExplainPanel workflow={workflow} />
          <Facts workflow={workflow} />
        </div>
      </div>
    </>
  );
}
