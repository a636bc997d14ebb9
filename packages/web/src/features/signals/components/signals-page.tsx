import type { SignalList } from "@bellwether/core/api";
import { ORDER_LIFETIME_SECONDS } from "@bellwether/core/order";
import { useInfiniteQuery, useQueries } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { Button } from "../../../ui/button.tsx";
import { DataTable } from "../../../ui/data-table.tsx";
import { EmptyState, QueryNotice } from "../../../ui/notice.tsx";
import { number } from "../../../ui/number.ts";
import { csvFileName, ordersCsv } from "../../../ui/order-csv.ts";
import page from "../../../ui/order-page.module.css";
import { usePageTitle } from "../../../ui/page-title.ts";
import { saveFile } from "../../../ui/save-file.ts";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { signalOutcomesQuery, signalsQuery } from "../api/queries.ts";
import { episodeRows } from "../episode-rows.ts";
import { filterSignals, type Outcomes, type SignalSearch } from "../signal-search.ts";
import { signalColumns } from "./columns.tsx";
import { SignalFilters } from "./filters.tsx";
import styles from "./signals.module.css";

/** Every signal of seven days, newest first, those of one episode in one row. */
export function SignalsPage() {
  const list = useInfiniteQuery(signalsQuery);
  usePageTitle("Signals");
  const pages = list.data?.pages;
  return (
    <section aria-labelledby="signals-title" className={page["page"]}>
      <header>
        <h1 id="signals-title">Signals</h1>
        <p className={page["soft"]}>
          Every signal of the last seven days. An episode, in which a condition continues to hold,
          is one row.
        </p>
      </header>
      <QueryNotice title="The signals cannot be loaded." query={list} />
      {list.isPending && <Skeleton rows={8} label="Loading signals" />}
      {pages?.[0]?.signals.length === 0 && <EmptyState title="No signals in the last seven days" />}
      {pages
        ?.flatMap(({ problems }) => problems)
        .map((problem) => (
          <p key={problem} role="alert">
            Cannot be read: {problem}
          </p>
        ))}
      {pages?.[0] !== undefined && pages[0].signals.length > 0 && <Signals pages={pages} />}
      {list.hasNextPage && (
        <Button
          className={styles["more"]}
          disabled={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          Older signals
        </Button>
      )}
    </section>
  );
}

function Signals({ pages }: { readonly pages: readonly SignalList[] }) {
  const search = useSearch({ from: "/signals" });
  const navigate = useNavigate({ from: "/signals" });
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const outcomes = useOutcomes(pages);
  const asOf = pages[0]?.as_of ?? 0;
  const signals = useMemo(() => {
    // Older pages are read once: what has expired since is left out.
    const since = asOf - ORDER_LIFETIME_SECONDS;
    return pages.flatMap((page) => page.signals.filter(({ placed_at }) => placed_at > since));
  }, [pages, asOf]);
  const shown = useMemo(
    () => filterSignals(signals, search, outcomes),
    [signals, search, outcomes],
  );
  const rows = useMemo(() => episodeRows(shown, unfolded), [shown, unfolded]);
  const columns = useMemo(() => {
    const toggle = (id: string) =>
      setUnfolded((known) => {
        const next = new Set(known);
        if (!next.delete(id)) next.add(id);
        return next;
      });
    return signalColumns(asOf, outcomes, { unfolded, toggle });
  }, [asOf, outcomes, unfolded]);
  const filter = (change: SignalSearch) =>
    void navigate({ search: { ...search, ...change }, replace: true, resetScroll: false });
  return (
    <>
      <SignalFilters signals={signals} search={search} onFilter={filter} />
      <div className={page["count"]}>
        <span aria-live="polite">
          {number(shown.length)} of {number(signals.length)} signals
        </span>
        <Button
          disabled={shown.length === 0}
          onClick={() =>
            saveFile(csvFileName("signals", asOf), "text/csv", ordersCsv(shown, outcomes))
          }
        >
          Download CSV
        </Button>
      </div>
      {rows.length === 0 ? (
        <EmptyState title="No signal matches these filters" />
      ) : (
        <DataTable
          label="Signals"
          rows={rows}
          columns={columns}
          page={1}
          pageSize={rows.length}
          isTinted={({ signal }) => signal.dry_run}
        />
      )}
    </>
  );
}

/** The outcomes of the pages that are loaded, each asked for by itself. */
function useOutcomes(pages: readonly SignalList[]): Outcomes {
  const cursors = [null, ...pages.flatMap((page) => page.next_cursor ?? [])].slice(0, pages.length);
  return useQueries({
    queries: cursors.map(signalOutcomesQuery),
    combine: together,
  });
}

/** Outside of the hook: a combination is kept as long as its function and the answers are the same. */
function together(found: readonly { readonly data: Outcomes | undefined }[]): Outcomes {
  return new Map(found.flatMap(({ data }) => (data === undefined ? [] : [...data])));
}
