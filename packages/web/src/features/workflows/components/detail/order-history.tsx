import type { WorkflowDetail } from "@bellwether/core/api";
import { ORDER_LIFETIME_SECONDS } from "@bellwether/core/order";
import type { Outcome } from "@bellwether/core/outcome";
import { signalId } from "@bellwether/core/signal";
import type { Instant } from "@bellwether/core/time";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Button } from "../../../../ui/button.tsx";
import { ErrorNotice, Notice, QueryNotice } from "../../../../ui/notice.tsx";
import { number } from "../../../../ui/number.ts";
import { csvFileName, ordersCsv } from "../../../../ui/order-csv.ts";
import { saveFile } from "../../../../ui/save-file.ts";
import { Skeleton } from "../../../../ui/skeleton.tsx";
import { allOrders, outcomesQuery } from "../../api/queries.ts";
import styles from "./detail.module.css";
import { OrderRows } from "./order-rows.tsx";
import { useOrderHistory } from "./use-order-history.ts";

const NO_OUTCOMES: ReadonlyMap<string, Outcome> = new Map();

/** The workflow's orders of the last seven days, newest first. */
export function OrderHistory({
  workflow,
  at,
  onExplain,
}: {
  readonly workflow: WorkflowDetail;
  /** The time that is explained: the order of that tick is marked. */
  readonly at: Instant | null;
  readonly onExplain: (at: Instant | null) => void;
}) {
  const outcomes = useQuery(outcomesQuery(workflow.id)).data ?? NO_OUTCOMES;
  const isOrder = at !== null && outcomes.has(signalId(workflow.id, at));
  const history = useOrderHistory(workflow.id, isOrder ? at : null);
  const download = useDownload(workflow, outcomes);
  const pages = history.data?.pages;
  const problems = pages?.flatMap((page) => page.problems) ?? [];
  const first = pages?.[0];
  // Older pages are read once: what has expired since is left out.
  const since = (first?.as_of ?? 0) - ORDER_LIFETIME_SECONDS;
  const orders = pages?.flatMap((page) => page.orders.filter(({ placed_at }) => placed_at > since));
  return (
    <section className={styles["panel"]} aria-labelledby="history-title">
      <div className={styles["panelHead"]}>
        <h3 id="history-title">Order history</h3>
        {first !== undefined && first.total_count > 0 && (
          <span className={styles["controls"]}>
            <span className={styles["soft"]} aria-live="polite">
              {number(orders?.length ?? 0)} of {number(first.total_count)}
              {first.total_is_capped && "+"}, last seven days
            </span>
            <Button disabled={download.isPending} onClick={() => download.mutate()}>
              Download CSV
            </Button>
          </span>
        )}
      </div>
      {download.isError && (
        <ErrorNotice
          title="The orders cannot be downloaded."
          error={download.error}
          onRetry={() => download.mutate()}
        />
      )}
      {history.isPending && <Skeleton rows={4} label="Loading the order history" />}
      <QueryNotice title="The order history cannot be loaded." query={history} />
      {problems.length > 0 && <Unreadable problems={problems} />}
      {orders?.length === 0 && problems.length === 0 && !history.isError && (
        <p className={styles["nothing"]}>
          {mayHaveExpired(workflow) ? "No orders in the last seven days" : "No orders placed yet"}
        </p>
      )}
      {orders !== undefined && orders.length > 0 && (
        <OrderRows orders={orders} outcomes={outcomes} at={at} onExplain={onExplain} />
      )}
      {history.hasNextPage && (
        <Button
          className={styles["more"]}
          disabled={history.isFetchingNextPage}
          onClick={() => void history.fetchNextPage()}
        >
          {history.isFetchingNextPage ? "Loading…" : "Load more"}
        </Button>
      )}
    </section>
  );
}

/** All orders of seven days as CSV, also those that are not loaded yet. */
function useDownload({ id, name, as_of }: WorkflowDetail, outcomes: ReadonlyMap<string, Outcome>) {
  return useMutation({
    mutationFn: () => allOrders(id),
    onSuccess: (orders) => {
      const rows = orders.map((order) => ({ ...order, workflow_name: name }));
      saveFile(csvFileName("orders", as_of), "text/csv", ordersCsv(rows, outcomes));
    },
  });
}

/** Orders expire after seven days, so an older workflow may have had orders that are gone. */
function mayHaveExpired({ created_at, as_of }: WorkflowDetail): boolean {
  return created_at + ORDER_LIFETIME_SECONDS < as_of;
}

/** Stored orders that cannot be read are counted, so that they are not mistaken for no orders. */
function Unreadable({ problems }: { readonly problems: readonly string[] }) {
  return (
    <Notice tone="warn">
      <div>
        <p>{problems.length === 1 ? "An order" : `${problems.length} orders`} cannot be read:</p>
        <ul>
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      </div>
    </Notice>
  );
}
