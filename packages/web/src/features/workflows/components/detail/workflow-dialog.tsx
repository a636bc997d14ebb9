import type { WorkflowDetail } from "@bellwether/core/api";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useId } from "react";
import { hasStatus } from "../../../../api/api-error.ts";
import { Button } from "../../../../ui/button.tsx";
import { Dialog } from "../../../../ui/dialog.tsx";
import { ErrorNotice } from "../../../../ui/notice.tsx";
import { usePageTitle } from "../../../../ui/page-title.ts";
import { Skeleton } from "../../../../ui/skeleton.tsx";
import { detailQuery, listQuery } from "../../api/queries.ts";
import { useLeaveToPage } from "../use-leave.ts";
import { Actions, BrokenActions } from "./actions.tsx";
import { ChartPanel } from "./chart-panel.tsx";
import styles from "./detail.module.css";
import { ExplainPanel } from "./explain-panel.tsx";
import { Facts } from "./facts.tsx";
import { OrderHistory } from "./order-history.tsx";
import { Titles } from "./titles.tsx";

/** One workflow: what it is, what it did, and why. */
export function WorkflowDialog() {
  const { id } = useParams({ from: "/list/workflows/$id" });
  const detail = useQuery(detailQuery(id));
  const summary = useQuery(listQuery).data?.workflows.find((row) => row.id === id);
  const leave = useLeaveToPage();
  const titleId = useId();
  const isBroken = summary !== undefined && summary.problems.length > 0;
  const name = detail.data?.name ?? summary?.name ?? "Workflow";
  usePageTitle(name);

  return (
    <Dialog size="wide" labelledBy={titleId} onDismiss={leave}>
      <header className={styles["head"]}>
        <Titles id={titleId} name={name} workflow={detail.data} />
        <Button kind="quiet" aria-label="Close" className={styles["close"]} onClick={leave}>
          <span aria-hidden="true">✕</span>
        </Button>
      </header>
      <div className={styles["body"]}>
        {detail.isPending && <Skeleton rows={8} label="Loading the workflow" />}
        {detail.isError && !isBroken && (
          <ErrorNotice
            title={
              hasStatus(detail.error, 404)
                ? "This workflow is gone."
                : detail.data === undefined
                  ? "The workflow cannot be shown."
                  : "Not up to date."
            }
            error={detail.error}
            onRetry={() => void detail.refetch()}
          />
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
  return (
    <>
      <Actions workflow={workflow} onGone={onGone} />
      <div className={styles["panels"]}>
        <div className={styles["side"]}>
          <Facts workflow={workflow} />
        </div>
        <div className={styles["wide"]}>
          <ExplainPanel workflow={workflow} />
          <OrderHistory workflow={workflow} />
          <ChartPanel workflow={workflow} />
        </div>
      </div>
    </>
  );
}
