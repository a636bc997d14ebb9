import type { WorkflowList } from "@bellwether/core/api/contract";
import type { IndicatorName } from "@bellwether/core/workflow/indicator";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useDeferredValue, useMemo, useRef } from "react";
import { Button, buttonClass } from "../../../../ui/button.tsx";
import { DataTable } from "../../../../ui/data-table.tsx";
import { EmptyState, ErrorNotice } from "../../../../ui/notice.tsx";
import { number } from "../../../../ui/number.ts";
import { usePageTitle } from "../../../../ui/page-title.ts";
import { Pager } from "../../../../ui/pager.tsx";
import { Skeleton } from "../../../../ui/skeleton.tsx";
import { indicatorTypesQuery, listQuery } from "../../api/queries.ts";
import { filterRows, sortRows } from "../../list-rows.ts";
import {
  LIST_COLUMNS,
  type ListSearch,
  PAGE_SIZES,
  pageOf,
  sortedBy,
  sortOf,
} from "../../list-search.ts";
import { INDICATOR_WORDS } from "../../words.ts";
import { listColumns } from "./columns.tsx";
import styles from "./list.module.css";
import { Toolbar } from "./toolbar.tsx";
import { useFreshOrders } from "./use-fresh-orders.ts";
import { useHeldOrder } from "./use-held-order.ts";

const SIZES = PAGE_SIZES.map((value) => ({ value, label: value === "all" ? "All" : value }));

export function ListPage({ search }: { readonly search: ListSearch }) {
  const list = useQuery(listQuery);
  usePageTitle(null);
  return (
    <section aria-labelledby="workflows-title" className={styles["page"]}>
      <header className={styles["head"]}>
        <h1 id="workflows-title">Workflows</h1>
        <Link
          to="/workflows/new"
          search={search}
          state={{ opener: "page" }}
          resetScroll={false}
          className={buttonClass("primary")}
        >
          New workflow
        </Link>
      </header>
      {list.isError && (
        <ErrorNotice
          title={list.data === undefined ? "The workflows cannot be loaded." : "Not up to date."}
          error={list.error}
          onRetry={() => void list.refetch()}
        />
      )}
      {list.isPending && <Skeleton rows={10} label="Loading workflows" />}
      {list.data?.workflows.length === 0 && <NoWorkflows search={search} />}
      {list.data !== undefined && list.data.workflows.length > 0 && (
        <Workflows list={list.data} search={search} />
      )}
    </section>
  );
}

function NoWorkflows({ search }: { readonly search: ListSearch }) {
  return (
    <EmptyState title="No workflows yet">
      <p>Write the first one, or bring in a workflow file.</p>
      <p className={styles["offers"]}>
        <Link to="/workflows/new" search={search} className={buttonClass("primary")}>
          Create a workflow
        </Link>
        <Link to="/transfer" className={buttonClass()}>
          Import a file
        </Link>
      </p>
    </EmptyState>
  );
}

function Workflows({ list, search }: { readonly list: WorkflowList; readonly search: ListSearch }) {
  const navigate = useNavigate();
  const types = useQuery(indicatorTypesQuery).data;
  const table = useRef<HTMLDivElement>(null);
  const { workflows, as_of: asOf } = list;

  // A keystroke in the search box is drawn first, thousands of rows after it.
  const wanted = useDeferredValue(search);
  const sort = sortOf(wanted);
  const sorted = useMemo(
    () => sortRows(filterRows(workflows, wanted, asOf), sortOf(wanted), asOf),
    [workflows, wanted, asOf],
  );
  const held = useHeldOrder(sorted, JSON.stringify(wanted), table);
  const fresh = useFreshOrders(workflows);
  const page = pageOf(wanted, held.rows.length);
  const indicatorName = useMemo(() => {
    const labels = new Map(types?.map((type) => [type.value, type.label]));
    return (name: IndicatorName) => labels.get(name) ?? INDICATOR_WORDS[name];
  }, [types]);
  const columns = useMemo(() => listColumns(asOf, indicatorName), [asOf, indicatorName]);

  const show = (next: ListSearch, replace: boolean) =>
    void navigate({ to: "/", search: next, replace, resetScroll: false });

  return (
    <>
      <Toolbar
        rows={workflows}
        search={search}
        indicators={types?.map((type) => type.value) ?? []}
        indicatorName={indicatorName}
        onSearch={(next) => show(next, true)}
      />
      <p className={styles["count"]} aria-live="polite">
        <span>
          {number(held.rows.length)} of {number(list.total)} workflows
        </span>
        {held.moved > 0 && (
          <Button kind="quiet" onClick={held.release}>
            The order has changed: sort again
          </Button>
        )}
      </p>
      <div ref={table}>
        {held.rows.length === 0 ? (
          <EmptyState title="No workflow passes these filters" />
        ) : (
          <DataTable
            label="Workflows"
            rows={held.rows}
            columns={columns}
            page={page.page}
            pageSize={page.size}
            sort={sort}
            onSort={(id) => {
              const column = LIST_COLUMNS.find((known) => known === id);
              if (column !== undefined) show(sortedBy(search, column), true);
            }}
            isFresh={(row) => fresh.has(row.id)}
            onOpen={(row) =>
              void navigate({
                to: "/workflows/$id",
                params: { id: row.id },
                search,
                state: { opener: "page" },
                resetScroll: false,
              })
            }
          />
        )}
      </div>
      <Pager
        page={page.page}
        pageCount={page.pageCount}
        pageSize={page.size}
        rowCount={held.rows.length}
        size={search.size ?? "20"}
        sizes={SIZES}
        onPage={(next) => {
          show({ ...search, page: next === 1 ? undefined : next }, false);
          window.scrollTo({ top: 0 });
        }}
        onSize={(size) => show({ ...search, size, page: undefined }, true)}
      />
    </>
  );
}
