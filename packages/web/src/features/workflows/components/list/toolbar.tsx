import type { WorkflowSummary } from "@bellwether/core/api";
import { INDICATOR_LABELS, INDICATOR_NAMES } from "@bellwether/core/workflow";
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

/** A filter over a closed set of values, or no filter. */
function Filter<const Value extends string>(props: {
  readonly label: string;
  readonly any?: string;
  readonly value: Value | undefined;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onFilter: (value: Value | undefined) => void;
}) {
  const any = { value: ANY, label: props.any ?? "All" } as const;
  return (
    <Choice
      label={props.label}
      value={props.value ?? ANY}
      options={[any, ...props.options]}
      onChange={(value) => props.onFilter(value === ANY ? undefined : value)}
    />
  );
}

const MODES = [
  { value: "dry", label: "Dry run" },
  { value: "live", label: "Real" },
] as const;

const INDICATORS = INDICATOR_NAMES.map((value) => ({ value, label: INDICATOR_LABELS[value] }));

const AGES = [
  { value: "24h", label: "Last 24 hours" },
  { value: "7d", label: "Last 7 days" },
  { value: "never", label: "Never" },
] as const;

const NO_FILTERS = {
  q: undefined,
  status: undefined,
  index: undefined,
  indicator: undefined,
  mode: undefined,
  last: undefined,
};

export function Toolbar(props: {
  readonly rows: readonly WorkflowSummary[];
  readonly search: ListSearch;
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
      <Filter
        label="Status"
        value={search.status}
        options={STATUSES.map((value) => ({ value, label: STATUS_WORDS[value] }))}
        onFilter={(status) => set({ status })}
      />
      <Filter
        label="Index"
        value={search.index}
        options={indexes.map((value) => ({ value, label: value }))}
        onFilter={(index) => set({ index })}
      />
      <Filter
        label="Indicator"
        value={search.indicator}
        options={INDICATORS}
        onFilter={(indicator) => set({ indicator })}
      />
      <Filter label="Mode" value={search.mode} options={MODES} onFilter={(mode) => set({ mode })} />
      <Filter
        label="Last order"
        any="Any time"
        value={search.last}
        options={AGES}
        onFilter={(last) => set({ last })}
      />
      {hasFilters(search) && (
        <Button kind="quiet" className={styles["clear"]} onClick={() => set(NO_FILTERS)}>
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
  now: "Now",
  last_order: "Last order",
} as const;

/** Sort control for narrow screens, which show no column heads. */
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
