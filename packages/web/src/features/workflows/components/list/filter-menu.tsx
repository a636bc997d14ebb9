import type { WorkflowSummary } from "@bellwether/core/api";
import { INDICATOR_LABELS, INDICATOR_NAMES } from "@bellwether/core/workflow";
import { ListFilter, X } from "lucide-react";
import { useMemo } from "react";
import { Button } from "../../../../ui/button.tsx";
import { Choice } from "../../../../ui/choice.tsx";
import { instrumentsOf, tagsOf } from "../../list-rows.ts";
import {
  FILTERS,
  type FilterName,
  filteredBy,
  hasFilters,
  type ListSearch,
  STATUSES,
} from "../../list-search.ts";
import { STATUS_WORDS } from "./columns.tsx";
import { Menu } from "./menu.tsx";
import styles from "./toolbar.module.css";

const ANY = "any";

type Options = readonly { readonly value: string; readonly label: string }[];
type Filter = Readonly<{ label: string; any: string; options: Options }>;

/** The closed sets of values by which the rows are filtered. */
function filtersOf(rows: readonly WorkflowSummary[]): Readonly<Record<FilterName, Filter>> {
  const any = "All";
  return {
    status: {
      label: "Status",
      any,
      options: STATUSES.map((value) => ({ value, label: STATUS_WORDS[value] })),
    },
    index: { label: "Instrument", any, options: same(instrumentsOf(rows)) },
    indicator: {
      label: "Indicator",
      any,
      options: INDICATOR_NAMES.map((value) => ({ value, label: INDICATOR_LABELS[value] })),
    },
    mode: {
      label: "Mode",
      any,
      options: [
        { value: "dry", label: "Dry run" },
        { value: "live", label: "Real" },
      ],
    },
    last: {
      label: "Last order",
      any: "Any time",
      options: [
        { value: "24h", label: "Last 24 hours" },
        { value: "7d", label: "Last 7 days" },
        { value: "never", label: "Never" },
      ],
    },
    tag: { label: "Tag", any, options: same(tagsOf(rows)) },
  };
}

function same(values: readonly string[]): Options {
  return values.map((value) => ({ value, label: value }));
}

type FilterProps = Readonly<{
  rows: readonly WorkflowSummary[];
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
}>;

export function FilterMenu({ rows, search, onSearch }: FilterProps) {
  const filters = useMemo(() => filtersOf(rows), [rows]);
  return (
    <Menu label="Filter" icon={<ListFilter size={16} aria-hidden="true" />}>
      {FILTERS.map((name) => {
        const { label, any, options } = filters[name];
        return (
          <Choice
            key={name}
            label={label}
            value={search[name] ?? ANY}
            options={[{ value: ANY, label: any }, ...options]}
            onChange={(value) =>
              onSearch(filteredBy(search, { [name]: value === ANY ? undefined : value }))
            }
          />
        );
      })}
    </Menu>
  );
}

/** The filters that are set, each with a way to remove it. */
export function FilterChips({ rows, search, onSearch }: FilterProps) {
  const filters = useMemo(() => filtersOf(rows), [rows]);
  if (!hasFilters(search)) return null;
  const set = FILTERS.filter((name) => search[name] !== undefined);
  const none = Object.fromEntries(FILTERS.map((name) => [name, undefined]));
  return (
    <div className={styles["chips"]}>
      {set.map((name) => {
        const { label, options } = filters[name];
        const value = options.find((option) => option.value === search[name])?.label;
        const words = `${label}: ${value ?? search[name]}`;
        return (
          <button
            key={name}
            type="button"
            className={styles["chip"]}
            aria-label={`Remove the filter ${words}`}
            onClick={() => onSearch(filteredBy(search, { [name]: undefined }))}
          >
            {words}
            <X size={12} aria-hidden="true" />
          </button>
        );
      })}
      <Button kind="quiet" onClick={() => onSearch(filteredBy(search, { ...none, q: undefined }))}>
        Clear filters
      </Button>
    </div>
  );
}
