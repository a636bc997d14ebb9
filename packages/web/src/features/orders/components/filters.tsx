import { useMemo } from "react";
import { type Filter, FilterBar, sameLabels } from "../../../ui/filter-bar.tsx";
import { DIRECTION_OPTIONS, MODE_OPTIONS } from "../../../ui/order-filter-options.ts";
import type { LatestOrder } from "../api/queries.ts";
import {
  assetsOf,
  ORDER_FILTERS,
  type OrderFilterName,
  type OrderFilters as OrderFilterValues,
  type OrderSearch,
} from "../order-search.ts";

const NO_FILTERS = Object.fromEntries(["q", ...ORDER_FILTERS].map((name) => [name, undefined]));

export function OrderFilters(props: {
  readonly orders: readonly LatestOrder[];
  readonly search: OrderSearch;
  readonly onFilter: (change: OrderFilterValues) => void;
}) {
  const { search, onFilter } = props;
  const assets = useMemo(() => assetsOf(props.orders), [props.orders]);
  return (
    <FilterBar
      label="Filter orders"
      hint="Workflow or instrument"
      words={search.q}
      onWords={(q) => onFilter({ q: q === "" ? undefined : q })}
      filters={filtersOf(assets, search)}
      onFilter={(name, value) => onFilter({ [name]: value })}
      onClear={() => onFilter(NO_FILTERS)}
    />
  );
}

function filtersOf(
  assets: readonly string[],
  search: OrderSearch,
): readonly Filter<OrderFilterName>[] {
  return [
    {
      name: "direction",
      label: "Direction",
      options: DIRECTION_OPTIONS,
      value: search.direction,
    },
    { name: "asset", label: "Instrument", options: sameLabels(assets), value: search.asset },
    {
      name: "mode",
      label: "Mode",
      options: MODE_OPTIONS,
      value: search.mode,
    },
  ];
}
