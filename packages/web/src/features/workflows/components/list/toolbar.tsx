import type { WorkflowSummary } from "@bellwether/core/api/contract";
import { INDICATOR_NAMES, type IndicatorName } from "@bellwether/core/workflow/indicator";
import { useMemo, useState } from "react";
import { Button } from "../../../../ui/button.tsx";
import { Choice, SearchBox } from "../../../../ui/choice.tsx";
import { indexesOf } from "../../list-rows.ts";
import {
  filteredBy,
  hasFilters,
  LIST_COLUMNS,
  type ListSearch,
  STATUSES,
  sortOf,
} from "../../list-search.ts";
import { STATUS_WORDS } from "./columns.tsx";
import styles from "./list.module.css";

const ANY = "any";

/** A filter's choices: all of them, or one. */
function withAny<const Value extends string>(
  label: string,
  options: readonly { readonly value: Value; readonly label: string }[],
) {
  return [{ value: ANY, label } as const, ...options];
}

const unlessAny = <Value extends string>(value: Value | typeof ANY): Value | undefined =>
  value === ANY ? undefined : value;

export function Toolbar(props: {
  readonly rows: readonly WorkflowSummary[];
  readonly search: ListSearch;
  readonly indicators: readonly IndicatorName[];
  readonly indicatorName: (name: IndicatorName) => string;
  readonly onSearch: (search: ListSearch) => void;
}) {
  const { search, rows } = props;
  const [isOpen, setOpen] = useState(hasFilters(search));
  const indexes = useMemo(() => indexesOf(rows), [rows]);
  const set = (change: Parameters<typeof filteredBy>[1]) =>
    props.onSearch(filteredBy(search, change));
  return (
    <search aria-label="Filter workflows" className={styles["toolbar"]} data-open={isOpen}>
      <SearchBox label="Search" value={search.q ?? ""} onChange={(q) => set({ q })} />
      <span className={styles["narrowSort"]}>
        <SortChoice search={search} onSearch={props.onSearch} />
      </span>
      <Button
        className={styles["narrowFilters"]}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? "Fewer filters" : "Filters"}
      </Button>
      <Choice
        label="Status"
        value={search.status ?? ANY}
        options={withAny(
          "All",
          STATUSES.map((value) => ({ value, label: STATUS_WORDS[value] })),
        )}
        onChange={(value) => set({ status: unlessAny(value) })}
      />
      <Choice
        label="Index"
        value={search.index ?? ANY}
        options={withAny(
          "All",
          indexes.map((value) => ({ value, label: value })),
        )}
        onChange={(value) => set({ index: unlessAny(value) })}
      />
      <Choice
        label="Indicator"
        value={search.indicator ?? ANY}
        options={withAny(
          "All",
          props.indicators.map((value) => ({ value, label: props.indicatorName(value) })),
        )}
        onChange={(value) => set({ indicator: INDICATOR_NAMES.find((name) => name === value) })}
      />
      <Choice
        label="Mode"
        value={search.mode ?? ANY}
        options={withAny("All", [
          { value: "dry", label: "Dry run" },
          { value: "live", label: "Live" },
        ])}
        onChange={(value) => set({ mode: unlessAny(value) })}
      />
      <Choice
        label="Last order"
        value={search.last ?? ANY}
        options={withAny("Any time", [
          { value: "24h", label: "Last 24 hours" },
          { value: "7d", label: "Last 7 days" },
          { value: "never", label: "Never" },
        ])}
        onChange={(value) => set({ last: unlessAny(value) })}
      />
      {hasFilters(search) && (
        <Button
          kind="quiet"
          className={styles["clear"]}
          onClick={() =>
            set({
              q: undefined,
              status: undefined,
              index: undefined,
              indicator: undefined,
              mode: undefined,
              last: undefined,
            })
          }
        >
          Clear filters
        </Button>
      )}
    </search>
  );
}

const COLUMN_WORDS = {
  name: "Name",
  index: "Index",
  cfd: "CFD",
  status: "Status",
  mode: "Mode",
  indicator: "Indicator",
  ut: "Unit time",
  end_date: "End date",
  last_order: "Last order",
} as const;

/** Sorting where there are no column heads to click: on a narrow screen. */
function SortChoice(props: {
  readonly search: ListSearch;
  readonly onSearch: (search: ListSearch) => void;
}) {
  const sort = sortOf(props.search);
  const options = LIST_COLUMNS.flatMap((column) => [
    { value: `${column}:asc`, label: `${COLUMN_WORDS[column]} ▲`, column, dir: "asc" as const },
    { value: `${column}:desc`, label: `${COLUMN_WORDS[column]} ▼`, column, dir: "desc" as const },
  ]);
  return (
    <Choice
      label="Sort by"
      value={`${sort.column}:${sort.descending ? "desc" : "asc"}`}
      options={options}
      onChange={(value) => {
        const chosen = options.find((option) => option.value === value);
        if (chosen === undefined) return;
        props.onSearch({
          ...props.search,
          sort: chosen.column,
          dir: chosen.dir,
          page: undefined,
        });
      }}
    />
  );
}
