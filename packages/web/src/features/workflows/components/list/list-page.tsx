import type { WorkflowList, WorkflowSummary } from "@bellwether/core/api";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useMemo, useRef } from "react";
import { Button, buttonClass } from "../../../../ui/button.tsx";
import { DataTable } from "../../../../ui/data-table.tsx";
import { EmptyState, QueryNotice } from "../../../../ui/notice.tsx";
import { number } from "../../../../ui/number.ts";
import { usePageTitle } from "../../../../ui/page-title.ts";
import { Pager } from "../../../../ui/pager.tsx";
import { Skeleton } from "../../../../ui/skeleton.tsx";
import { listQuery } from "../../api/queries.ts";
import {
  hiddenColumns,
  LIST_COLUMNS,
  type ListSearch,
  PAGE_SIZES,
  sortedBy,
} from "../../list-search.ts";
import { BulkBar } from "./bulk-bar.tsx";
import { listColumns } from "./columns.tsx";
import styles from "./list.module.css";
import { OutlookLine } from "./outlook.tsx";
import { Toolbar } from "./toolbar.tsx";
import { useSelection } from "./use-selection.ts";
import { useShownRows } from "./use-shown-rows.ts";

const SIZES = PAGE_SIZES.map((value) => ({ value, label: value === "all" ? "All" : value }));

export function ListPage({ search }: { readonly search: ListSearch }) {
  const list = useQuery(listQuery);
  usePageTitle(null);
  return (
    <section aria-labelledby="workflows-title" className={styles["page"]}>
      <header className={styles["head"]}>
        <div>
          <h1 id="workflows-title">Workflows</h1>
          <p className={styles["purpose"]}>
            Each rule is evaluated every half hour. When its condition holds, Bellwether proposes an
            order; it places none.
          </p>
        </div>
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
      <QueryNotice title="The workflows cannot be loaded." query={list} />
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
      <p>Create the first one or import a workflow file.</p>
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
  const table = useRef<HTMLDivElement>(null);
  const { rows, moved, release, fresh, sort, page } = useShownRows(list, search, table);
  const { selected, selection, clear } = useSelection(rows);
  const columns = useMemo(
    () => listColumns(list.as_of, selection, hiddenColumns(search)),
    [list.as_of, selection, search],
  );

  // Filters and sorting replace the history entry, so that Back does not undo each keystroke; pages
  // add one.
  const show = (next: ListSearch, replace: boolean) =>
    void navigate({ to: "/", search: next, replace, resetScroll: false });

  return (
    <>
      <OutlookLine rows={list.workflows} search={search} />
      <Toolbar rows={list.workflows} search={search} onSearch={(next) => show(next, true)} />
      <p className={styles["count"]} aria-live="polite">
        <span>
          {number(rows.length)} of {number(list.total)} workflows
        </span>
        {moved > 0 && (
          <Button kind="quiet" onClick={release}>
            The order has changed: sort again
          </Button>
        )}
      </p>
      <div ref={table}>
        {rows.length === 0 ? (
          <EmptyState title="No workflow matches these filters" />
        ) : (
          <DataTable
            label="Workflows"
            rows={rows}
            columns={columns}
            page={page.page}
            pageSize={page.size}
            sort={sort}
            onSort={(id) => {
              const column = LIST_COLUMNS.find((known) => known === id);
              if (column !== undefined) show(sortedBy(search, column), true);
            }}
            isFresh={(row) => fresh.has(row.id)}
            isTinted={(row) => row.dry_run}
            groupOf={search.group === "instrument" ? byInstrument : undefined}
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
      {selected.length > 0 && <BulkBar rows={selected} asOf={list.as_of} onClear={clear} />}
      <Pager
        page={page.page}
        pageCount={page.pageCount}
        pageSize={page.size}
        rowCount={rows.length}
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

function byInstrument({ cfd }: WorkflowSummary): string {
  return cfd;
}
