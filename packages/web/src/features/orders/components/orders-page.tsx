import type { LatestOrders } from "@bellwether/core/api";
import type { Outcome } from "@bellwether/core/outcome";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { Button, buttonClass } from "../../../ui/button.tsx";
import { DataTable } from "../../../ui/data-table.tsx";
import { EmptyState, QueryNotice } from "../../../ui/notice.tsx";
import { number } from "../../../ui/number.ts";
import { csvFileName, ordersCsv } from "../../../ui/order-csv.ts";
import styles from "../../../ui/order-page.module.css";
import { usePageTitle } from "../../../ui/page-title.ts";
import { Pager } from "../../../ui/pager.tsx";
import { saveFile } from "../../../ui/save-file.ts";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { latestOrdersQuery, latestOutcomesQuery } from "../api/queries.ts";
import { filterOrders, type OrderSearch } from "../order-search.ts";
import { orderColumns } from "./columns.tsx";
import { OrderFilters } from "./filters.tsx";

const NO_OUTCOMES: ReadonlyMap<string, Outcome> = new Map();
const SIZES = [
  { value: "20", label: "20" },
  { value: "50", label: "50" },
  { value: "100", label: "100" },
  { value: "all", label: "All" },
] as const;

/** The latest order of each workflow within seven days, newest first. */
export function OrdersPage() {
  const orders = useQuery(latestOrdersQuery);
  usePageTitle("Orders");
  return (
    <section aria-labelledby="orders-title" className={styles["page"]}>
      <header>
        <h1 id="orders-title">Orders</h1>
        <p className={styles["soft"]}>
          The latest order of each workflow within seven days. A workflow’s other orders are in its
          own history.
        </p>
      </header>
      <QueryNotice title="The orders cannot be loaded." query={orders} />
      {orders.isPending && <Skeleton rows={8} label="Loading orders" />}
      {orders.data?.orders.length === 0 && (
        <EmptyState title="No orders in the last seven days">
          <Link to="/" className={buttonClass()}>
            To the workflows
          </Link>
        </EmptyState>
      )}
      {orders.data !== undefined && orders.data.orders.length > 0 && (
        <Orders latest={orders.data} />
      )}
    </section>
  );
}

function Orders({ latest }: { readonly latest: LatestOrders }) {
  const search = useSearch({ from: "/orders" });
  const navigate = useNavigate({ from: "/orders" });
  const rows = useMemo(() => filterOrders(latest.orders, search), [latest.orders, search]);
  const outcomes = useQuery(latestOutcomesQuery).data ?? NO_OUTCOMES;
  const columns = useMemo(() => orderColumns(latest.as_of, outcomes), [latest.as_of, outcomes]);
  const size = search.size === "all" ? Math.max(rows.length, 1) : Number(search.size ?? "20");
  const pageCount = Math.max(1, Math.ceil(rows.length / size));
  const page = Math.min(search.page ?? 1, pageCount);
  const show = (next: OrderSearch, replace: boolean) =>
    void navigate({ search: next, replace, resetScroll: false });

  return (
    <>
      <OrderFilters
        orders={latest.orders}
        search={search}
        onFilter={(change) => show({ ...search, ...change, page: undefined }, true)}
      />
      <div className={styles["count"]}>
        <span aria-live="polite">
          {number(rows.length)} of {number(latest.total)} orders
        </span>
        <Button
          disabled={rows.length === 0}
          onClick={() =>
            saveFile(csvFileName("orders", latest.as_of), "text/csv", ordersCsv(rows, outcomes))
          }
        >
          Download CSV
        </Button>
      </div>
      {rows.length === 0 ? (
        <EmptyState title="No order matches these filters" />
      ) : (
        <DataTable
          label="Orders"
          rows={rows}
          columns={columns}
          page={page}
          pageSize={size}
          isTinted={(order) => order.dry_run}
        />
      )}
      <Pager
        page={page}
        pageCount={pageCount}
        pageSize={size}
        rowCount={rows.length}
        size={search.size ?? "20"}
        sizes={SIZES}
        onPage={(next) => {
          show({ ...search, page: next === 1 ? undefined : next }, false);
          window.scrollTo({ top: 0 });
        }}
        onSize={(next) => show({ ...search, size: next, page: undefined }, true)}
      />
    </>
  );
}
