import { ListFilter, Search, X } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { Choice, SearchBox } from "./choice.tsx";
import styles from "./filter-bar.module.css";
import { Menu } from "./menu.tsx";

/** A closed set of values by which rows are filtered. */
export type Filter<Name extends string> = Readonly<{
  name: Name;
  label: string;
  /** The words for no filter; `All` without them. */
  any?: string;
  options: readonly { readonly value: string; readonly label: string }[];
  /** What the address says; undefined for no filter. */
  value: string | undefined;
}>;

type FilterProps<Name extends string> = Readonly<{
  filters: readonly Filter<Name>[];
  onFilter: (name: Name, value: string | undefined) => void;
}>;

const ANY = "any";

/** One field for words, a menu of filters, and the filters that are set as chips. */
export function FilterBar<Name extends string>(
  props: FilterProps<Name> & {
    readonly label: string;
    /** What the words are looked for in. */
    readonly hint: string;
    readonly words: string | undefined;
    readonly onWords: (words: string) => void;
    readonly onClear: () => void;
    /** Further controls, after the menu of filters. */
    readonly children?: ReactNode;
  },
) {
  const isFiltered = props.filters.some(({ value }) => value !== undefined);
  return (
    <search aria-label={props.label} className={styles["bar"]}>
      <div className={styles["row"]}>
        <span className={styles["words"]}>
          <Search size={16} aria-hidden="true" />
          <SearchBox
            label="Search"
            isLabelHidden
            hint={props.hint}
            value={props.words ?? ""}
            onChange={props.onWords}
          />
        </span>
        <FilterMenu filters={props.filters} onFilter={props.onFilter} />
        {props.children}
      </div>
      {(isFiltered || props.words !== undefined) && (
        <div className={styles["chips"]}>
          <Chips filters={props.filters} onFilter={props.onFilter} />
          <Button kind="quiet" onClick={props.onClear}>
            Clear filters
          </Button>
        </div>
      )}
    </search>
  );
}

function FilterMenu<Name extends string>({ filters, onFilter }: FilterProps<Name>) {
  return (
    <Menu label="Filter" icon={<ListFilter size={16} aria-hidden="true" />}>
      {filters.map(({ name, label, any = "All", options, value }) => (
        <Choice
          key={name}
          label={label}
          value={value ?? ANY}
          options={[{ value: ANY, label: any }, ...options]}
          onChange={(chosen) => onFilter(name, chosen === ANY ? undefined : chosen)}
        />
      ))}
    </Menu>
  );
}

/** The filters that are set, each with a way to remove it. */
function Chips<Name extends string>({ filters, onFilter }: FilterProps<Name>) {
  return filters
    .filter(({ value }) => value !== undefined)
    .map(({ name, label, options, value }) => {
      const known = options.find((option) => option.value === value)?.label;
      const words = `${label}: ${known ?? value}`;
      return (
        <button
          key={name}
          type="button"
          className={styles["chip"]}
          aria-label={`Remove the filter ${words}`}
          onClick={() => onFilter(name, undefined)}
        >
          {words}
          <X size={12} aria-hidden="true" />
        </button>
      );
    });
}

/** Values that are their own labels, such as codes. */
export function sameLabels(values: readonly string[]): Filter<string>["options"] {
  return values.map((value) => ({ value, label: value }));
}
