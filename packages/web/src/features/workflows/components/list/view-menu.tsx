import { Bookmark, Columns3, X } from "lucide-react";
import { type FormEvent, useState, useSyncExternalStore } from "react";
import { Button } from "../../../../ui/button.tsx";
import { Menu } from "../../../../ui/menu.tsx";
import { hiddenColumns, type ListSearch, OPTIONAL_COLUMNS, withColumn } from "../../list-search.ts";
import { savedViews } from "../../saved-views.ts";
import { COLUMN_WORDS } from "./column-words.ts";
import styles from "./toolbar.module.css";

type MenuProps = Readonly<{ search: ListSearch; onSearch: (search: ListSearch) => void }>;

/** Which columns are shown, and whether rows are grouped. */
export function ColumnMenu({ search, onSearch }: MenuProps) {
  const hidden = hiddenColumns(search);
  return (
    <Menu label="Columns" icon={<Columns3 size={16} aria-hidden="true" />}>
      {OPTIONAL_COLUMNS.map((column) => (
        <Tick
          key={column}
          label={COLUMN_WORDS[column]}
          checked={!hidden.has(column)}
          onChange={(isShown) => onSearch(withColumn(search, column, isShown))}
        />
      ))}
      <Tick
        label="Group by instrument"
        checked={search.group !== undefined}
        onChange={(isGrouped) =>
          onSearch({ ...search, group: isGrouped ? "instrument" : undefined, page: undefined })
        }
      />
    </Menu>
  );
}

function Tick(props: {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}) {
  return (
    <label className={styles["tick"]}>
      <input
        type="checkbox"
        checked={props.checked}
        onChange={(event) => props.onChange(event.target.checked)}
      />
      {props.label}
    </label>
  );
}

/** Filters, sort and columns under a name, kept in this browser. */
export function ViewMenu({ search, onSearch }: MenuProps) {
  const views = useSyncExternalStore(savedViews.subscribe, savedViews.current);
  const [name, setName] = useState("");
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === "") return;
    savedViews.save(name.trim(), search);
    setName("");
  };
  return (
    <Menu label="Views" icon={<Bookmark size={16} aria-hidden="true" />}>
      {views.map((view) => (
        <span key={view.name} className={styles["view"]}>
          <Button kind="quiet" onClick={() => onSearch(view.search)}>
            {view.name}
          </Button>
          <button
            type="button"
            className={styles["remove"]}
            aria-label={`Delete the view ${view.name}`}
            onClick={() => savedViews.remove(view.name)}
          >
            <X size={14} aria-hidden="true" />
          </button>
        </span>
      ))}
      <form className={styles["saveView"]} onSubmit={save}>
        <input
          aria-label="Name of the view"
          placeholder="Name of this view"
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Button type="submit">Save</Button>
      </form>
    </Menu>
  );
}
