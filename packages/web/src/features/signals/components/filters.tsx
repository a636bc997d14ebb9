import { useMemo } from "react";
import { type Filter, FilterBar, sameLabels } from "../../../ui/filter-bar.tsx";
import { DIRECTION_OPTIONS, MODE_OPTIONS } from "../../../ui/order-filter-options.ts";
import type { Signal } from "../api/queries.ts";
import {
  instrumentsOf,
  OUTCOMES,
  type OutcomeGroup,
  SIGNAL_FILTERS,
  type SignalFilterName,
  type SignalSearch,
} from "../signal-search.ts";

const OUTCOME_WORDS: Readonly<Record<OutcomeGroup, string>> = {
  gain: "Gained",
  loss: "Lost",
  open: "Not filled so far",
  not_filled: "Not filled",
};
const NO_FILTERS = Object.fromEntries(["q", ...SIGNAL_FILTERS].map((name) => [name, undefined]));

export function SignalFilters(props: {
  readonly signals: readonly Signal[];
  readonly search: SignalSearch;
  readonly onFilter: (change: SignalSearch) => void;
}) {
  const { search, onFilter } = props;
  const instruments = useMemo(() => instrumentsOf(props.signals), [props.signals]);
  return (
    <FilterBar
      label="Filter signals"
      hint="Workflow or instrument"
      words={search.q}
      onWords={(q) => onFilter({ q: q === "" ? undefined : q })}
      filters={filtersOf(instruments, search)}
      onFilter={(name, value) => onFilter({ [name]: value })}
      onClear={() => onFilter(NO_FILTERS)}
    />
  );
}

function filtersOf(
  instruments: readonly string[],
  search: SignalSearch,
): readonly Filter<SignalFilterName>[] {
  return [
    {
      name: "instrument",
      label: "Instrument",
      options: sameLabels(instruments),
      value: search.instrument,
    },
    {
      name: "direction",
      label: "Direction",
      options: DIRECTION_OPTIONS,
      value: search.direction,
    },
    {
      name: "mode",
      label: "Mode",
      options: MODE_OPTIONS,
      value: search.mode,
    },
    {
      name: "outcome",
      label: "Outcome",
      options: OUTCOMES.map((value) => ({ value, label: OUTCOME_WORDS[value] })),
      value: search.outcome,
    },
  ];
}
