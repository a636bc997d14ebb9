import type { WorkflowSummary } from "@bellwether/core/api";
import { Search } from "lucide-react";
import { Choice, SearchBox } from "../../../../ui/choice.tsx";
import { filteredBy, LIST_COLUMNS, type ListSearch, sortOf } from "../../list-search.ts";
import { COLUMN_WORDS } from "./column-words.ts";
import { FilterChips, FilterMenu } from "./filter-menu.tsx";
import styles from "./toolbar.module.css";
import { ColumnMenu, ViewMenu } from "./view-menu.tsx";

/** One field for words, and menus for filters, columns and views. Active filters are chips. */
export function Toolbar(props: {
  readonly rows: readonly WorkflowSummary[];
  readonly search: ListSearch;
  readonly onSearch: (search: ListSearch) => void;
}) {
  const { search, onSearch } = props;
  return (
    <search aria-label="Filter workflows" className={styles["toolbar"]}>
      <div className={styles["row"]}>
        <span className={styles["words"]}>
          <Search size={16} aria-hidden="true" />
          <SearchBox
            label="Search"
            isLabelHidden
            hint="Name, instrument, indicator or tag"
            value={search.q ?? ""}
            onChange={(q) => onSearch(filteredBy(search, { q }))}
          />
        </span>
        <span className={styles["narrowSort"]}>
          <SortChoice search={search} onSearch={onSearch} />
        </span>
        <FilterMenu {...props} />
        <ColumnMenu search={search} onSearch={onSearch} />
        <ViewMenu search={search} onSearch={onSearch} />
      </div>
      <FilterChips {...props} />
    </search>
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
