import { useMemo } from "react";
import { Choice, SearchBox } from "../../../ui/choice.tsx";
import page from "../../../ui/order-page.module.css";
import type { Signal } from "../api/queries.ts";
import { instrumentsOf, OUTCOMES, type OutcomeGroup, type SignalSearch } from "../signal-search.ts";

const ANY = "any";
const ALL = { value: ANY, label: "All" } as const;

const OUTCOME_WORDS: Readonly<Record<OutcomeGroup, string>> = {
  gain: "Gained",
  loss: "Lost",
  open: "Not filled so far",
  not_filled: "Not filled",
};

export function SignalFilters(props: {
  readonly signals: readonly Signal[];
  readonly search: SignalSearch;
  readonly onFilter: (change: SignalSearch) => void;
}) {
  const { search, onFilter } = props;
  const instruments = useMemo(() => instrumentsOf(props.signals), [props.signals]);
  return (
    <search aria-label="Filter signals" className={page["filters"]}>
      <SearchBox
        label="Workflow"
        value={search.workflow ?? ""}
        onChange={(workflow) => onFilter({ workflow: workflow === "" ? undefined : workflow })}
      />
      <Choice
        label="Instrument"
        value={search.instrument ?? ANY}
        options={[ALL, ...instruments.map((value) => ({ value, label: value }))]}
        onChange={(value) => onFilter({ instrument: value === ANY ? undefined : value })}
      />
      <Choice
        label="Direction"
        value={search.direction ?? ANY}
        options={[ALL, { value: "BUY", label: "Buy" }, { value: "SELL", label: "Sell" }]}
        onChange={(value) => onFilter({ direction: value === ANY ? undefined : value })}
      />
      <Choice
        label="Mode"
        value={search.mode ?? ANY}
        options={[ALL, { value: "dry", label: "Dry run" }, { value: "live", label: "Real" }]}
        onChange={(value) => onFilter({ mode: value === ANY ? undefined : value })}
      />
      <Choice
        label="Outcome"
        value={search.outcome ?? ANY}
        options={[ALL, ...OUTCOMES.map((value) => ({ value, label: OUTCOME_WORDS[value] }))]}
        onChange={(value) => onFilter({ outcome: value === ANY ? undefined : value })}
      />
    </search>
  );
}
