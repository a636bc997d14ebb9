import type { WorkflowSummary } from "@bellwether/core/api";
import { INDICATOR_LABELS, INDICATOR_NAMES, WORKFLOW_STATUSES } from "@bellwether/core/workflow";
import { type Filter, sameLabels } from "../../../../ui/filter-bar.tsx";
import { MODE_OPTIONS } from "../../../../ui/order-filter-options.ts";
import { instrumentsOf, tagsOf } from "../../list-rows.ts";
import { FILTERS, type FilterName, type ListSearch } from "../../list-search.ts";
import { STATUS_WORDS } from "./columns.tsx";

/** The filters of the list. Instruments and tags are those of its rows. */
export function listFilters(
  rows: readonly WorkflowSummary[],
): Readonly<Record<FilterName, Omit<Filter<FilterName>, "name" | "value">>> {
  return {
    status: {
      label: "Status",
      options: WORKFLOW_STATUSES.map((value) => ({ value, label: STATUS_WORDS[value] })),
    },
    index: { label: "Instrument", options: sameLabels(instrumentsOf(rows)) },
    indicator: {
      label: "Indicator",
      options: INDICATOR_NAMES.map((value) => ({ value, label: INDICATOR_LABELS[value] })),
    },
    mode: { label: "Mode", options: MODE_OPTIONS },
    last: {
      label: "Last order",
      any: "Any time",
      options: [
        { value: "24h", label: "Last 24 hours" },
        { value: "7d", label: "Last 7 days" },
        { value: "never", label: "Never" },
      ],
    },
    tag: { label: "Tag", options: sameLabels(tagsOf(rows)) },
  };
}

/** The filters as the address sets them. */
export function withValues(
  filters: ReturnType<typeof listFilters>,
  search: ListSearch,
): readonly Filter<FilterName>[] {
  return FILTERS.map((name) => ({ name, ...filters[name], value: search[name] }));
}
