import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useId, useState } from "react";
import { listQuery } from "../features/workflows/api/queries.ts";
import { filterRows } from "../features/workflows/list-rows.ts";
import { Dialog } from "../ui/dialog.tsx";
import { DialogHead } from "../ui/dialog-head.tsx";
import styles from "./palette.module.css";
import { SHORTCUTS } from "./shortcut.ts";

const SHOWN = 8;

const PAGES = [
  { id: "/", label: "Workflows" },
  { id: "/signals", label: "Signals" },
  { id: "/orders", label: "Orders" },
  { id: "/status", label: "Status" },
  { id: "/transfer", label: "Import & export" },
  { id: "/workflows/new", label: "New workflow" },
] as const;

/** Opens a workflow or a page by name, or lists the shortcuts. */
export default function Palette(props: { readonly isHelp: boolean; readonly onClose: () => void }) {
  const titleId = useId();
  return (
    <Dialog size="narrow" labelledBy={titleId} onDismiss={props.onClose}>
      <DialogHead id={titleId} title={props.isHelp ? "Keys" : "Go to"} onClose={props.onClose} />
      {props.isHelp ? <Keys /> : <GoTo labelledBy={titleId} onClose={props.onClose} />}
    </Dialog>
  );
}

function Keys() {
  return (
    <dl className={styles["keys"]}>
      {SHORTCUTS.map(({ key, words }) => (
        <div key={key}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{words}</dd>
        </div>
      ))}
    </dl>
  );
}

function GoTo({
  labelledBy,
  onClose,
}: {
  readonly labelledBy: string;
  readonly onClose: () => void;
}) {
  const navigate = useNavigate();
  const list = useQuery(listQuery).data;
  const [text, setText] = useState("");
  const [place, setPlace] = useState(0);
  const listId = useId();
  const word = text.trim().toLowerCase();
  const found = [
    ...PAGES.filter(({ label }) => label.toLowerCase().includes(word)),
    ...filterRows(list?.workflows ?? [], { q: text }, list?.as_of ?? 0).map((row) => ({
      id: `/workflows/${row.id}`,
      label: row.name,
    })),
  ].slice(0, SHOWN);
  const chosen = Math.min(place, found.length - 1);
  const go = (to: string | undefined) => {
    if (to === undefined) return;
    onClose();
    void navigate({ to, state: { opener: "page" } });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setPlace(Math.max(0, Math.min(found.length - 1, chosen + step)));
    }
    if (event.key === "Enter") go(found[chosen]?.id);
  };
  return (
    <div className={styles["palette"]}>
      <input
        data-first-focus=""
        role="combobox"
        aria-labelledby={labelledBy}
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={found.length === 0 ? undefined : `${listId}-${chosen}`}
        autoComplete="off"
        placeholder="A workflow, an index, a page"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setPlace(0);
        }}
        onKeyDown={onKeyDown}
      />
      {/* A datalist cannot be driven by the keys of its field alike in all browsers. */}
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role */}
      <div id={listId} role="listbox" aria-labelledby={labelledBy}>
        {found.map(({ id, label }, index) => (
          <button
            key={id}
            id={`${listId}-${index}`}
            type="button"
            // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            onClick={() => go(id)}
          >
            {label}
          </button>
        ))}
      </div>
    </div>
  );
}
