import type { InstrumentList } from "@bellwether/core/api";
import type { Session } from "@bellwether/core/market";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useId, useState } from "react";
import type { HelpTerm } from "../../../../help/help-texts.ts";
import { price } from "../../../../ui/number.ts";
import { useDebounced } from "../../../../ui/use-debounced.ts";
import { instrumentQuery, instrumentSearchQuery } from "../../api/draft-queries.ts";
import { TextField } from "./fields.tsx";
import styles from "./form.module.css";

type Found = InstrumentList["instruments"][number];

const PAUSE_MS = 250;

/** A code of the market, with a search by code and name. What is typed stays as it is until one of
 *  the instruments found is chosen. */
export function InstrumentField(props: {
  readonly field: "index" | "cfd";
  readonly label: string;
  readonly help: HelpTerm;
  readonly hint: string;
  readonly value: string;
  readonly error: string | undefined;
  readonly onText: (text: string) => void;
}) {
  const { field, label, help, value, error, onText } = props;
  const listId = useId();
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const typed = useDebounced(value.trim(), PAUSE_MS);
  const search = useQuery({ ...instrumentSearchQuery(typed), enabled: isOpen && typed !== "" });
  const known = useQuery(instrumentQuery(typed)).data?.instruments[0];
  const found = search.data?.instruments ?? [];
  const isShown = isOpen && found.length > 0 && found[0]?.code !== value.trim();
  const choose = (instrument: Found | undefined) => {
    setOpen(false);
    if (instrument !== undefined) onText(instrument.code);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isShown) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined && event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    if (step !== undefined) setActive((active + step + found.length) % found.length);
    else if (event.key === "Enter") choose(found[active]);
    else setOpen(false);
  };
  return (
    <div className={styles["search"]} onBlur={() => setOpen(false)}>
      <TextField
        field={field}
        label={label}
        help={help}
        hint={known?.code === value.trim() ? instrumentWords(known) : props.hint}
        value={value}
        // What is typed may be the beginning of what is found.
        error={isShown ? undefined : error}
        // The platform's own list cannot search on the server.
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={isShown}
        aria-controls={listId}
        aria-activedescendant={isShown ? `${listId}-${active}` : undefined}
        onKeyDown={onKeyDown}
        onText={(text) => {
          setOpen(true);
          setActive(0);
          onText(text);
        }}
      />
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role */}
      <div id={listId} role="listbox" aria-label="Instruments found" hidden={!isShown}>
        {found.map((instrument, nth) => (
          // The keys work in the field, which keeps the focus.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={instrument.code}
            id={`${listId}-${nth}`}
            // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
            role="option"
            aria-selected={nth === active}
            tabIndex={-1}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(instrument)}
          >
            <strong>{instrument.code}</strong>
            <span>{instrumentWords(instrument)}</span>
          </div>
        ))}
      </div>
    </div>
  );
}

const SESSION_WORDS: Readonly<Record<Session, string>> = {
  eu: "Europe",
  us: "United States",
  always: "around the clock",
};

/** `CAC 40 index, Europe, last 8,045.12`. */
function instrumentWords({ name, market, price: last, decimals }: Found): string {
  return [
    name,
    ...(market === undefined ? [] : [SESSION_WORDS[market]]),
    ...(last === null ? [] : [`last ${price(last, decimals)}`]),
  ].join(", ");
}
