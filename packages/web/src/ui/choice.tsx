import { useId, useState } from "react";
import styles from "./field.module.css";

/** A labelled select over a closed set of values. An unknown value, as from an old address, is
 *  shown too: an active filter must not look inactive. */
export function Choice<Value extends string>(props: {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value) => void;
  /** Where the place says what it is; the label is then for assistive technology. */
  readonly isLabelHidden?: boolean;
}) {
  const id = useId();
  const { value } = props;
  const isKnown = props.options.some((option) => option.value === value);
  const options = isKnown ? props.options : [...props.options, { value, label: value }];
  return (
    <span className={`${styles["field"]} ${styles["choice"]}`}>
      {props.isLabelHidden !== true && <label htmlFor={id}>{props.label}</label>}
      <select
        id={id}
        aria-label={props.isLabelHidden === true ? props.label : undefined}
        value={value}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value);
          if (chosen !== undefined) props.onChange(chosen.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </span>
  );
}

/** A labelled search box. It keeps the typed text in its own state, so that a slow parent never
 *  moves the cursor, and updates when the value changes from elsewhere. */
export function SearchBox(props: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly isLabelHidden?: boolean;
  /** What may be typed. */
  readonly hint?: string;
}) {
  const id = useId();
  const [text, setText] = useState(props.value);
  const [known, setKnown] = useState(props.value);
  if (props.value !== known) {
    setKnown(props.value);
    if (props.value !== text.trim()) setText(props.value);
  }
  return (
    <span className={`${styles["field"]} ${styles["choice"]}`}>
      {props.isLabelHidden !== true && <label htmlFor={id}>{props.label}</label>}
      <input
        id={id}
        aria-label={props.isLabelHidden === true ? props.label : undefined}
        type="search"
        placeholder={props.hint}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          props.onChange(event.target.value.trim());
        }}
      />
    </span>
  );
}
