import type { WorkflowSummary } from "@bellwether/core/api";
import { useMemo } from "react";
import { Choice } from "../../../../ui/choice.tsx";
import { FilterBar } from "../../../../ui/filter-bar.tsx";
import { FILTERS, filteredBy, LIST_COLUMNS, type ListSearch, sortOf } from "../../list-search.ts";
import { COLUMN_WORDS } from "./column-words.ts";
import { listFilters, withValues } from "./list-filters.ts";
import styles from "./toolbar.module.css";
import { ColumnMenu, ViewMenu } from "./view-menu.tsx";

const NO_FILTERS = Object.fromEntries(["q", ...FILTERS].map((name) => [name, undefined]));

/** Search, filters, columns and views. */
export function Toolbar(props: {
  readonly rows: readonly WorkflowSummary[];
  readonly search: ListSearch;
  readonly onSearch: (search: ListSearch) => void;
}) {
  const { rows, search, onSearch } = props;
  const filters = useMemo(() => listFilters(rows), [rows]);
  return (
    <FilterBar
      label="Filter workflows"
      hint="Name, instrument, indicator or tag"
      words={search.q}
      onWords={(q) => onSearch(filteredBy(search, { q }))}
      filters={withValues(filters, search)}
      onFilter={(name, value) => onSearch(filteredBy(search, { [name]: value }))}
      onClear={() => onSearch(filteredBy(search, NO_FILTERS))}
    >
      <span className={styles["narrowSort"]}>
        <SortChoice search={search} onSearch={onSearch} />
      </span>
      <ColumnMenu search={search} onSearch={onSearch} />
      <ViewMenu search={search} onSearch={onSearch} />
    </FilterBar>
  );
}

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
      isLabelHidden
      value={`${sort.column}:${sort.descending ? "desc" : "asc"}`}
      options={options}
      onChange={(value) => {
        const chosen = options.find((option) => option.value === value);
        if (chosen === undefined) return;
        props.onSearch({ ...props.search, sort: chosen.column, dir: chosen.dir, page: undefined });
      }}
    />
  );
}
