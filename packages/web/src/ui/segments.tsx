import styles from "./segments.module.css";

/** A choice of a few values, all visible; one is pressed. */
export function Segments<Value extends string>(props: {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly {
    readonly value: Value;
    readonly label: string;
    /** Read out instead of an abbreviated label. */
    readonly name?: string;
  }[];
  readonly onChange: (value: Value) => void;
}) {
  return (
    <fieldset className={styles["segments"]}>
      <legend className="visually-hidden">{props.label}</legend>
      {props.options.map(({ value, label, name }) => (
        <button
          key={value}
          type="button"
          aria-pressed={value === props.value}
          // The name has to contain the visible label (WCAG 2.5.3).
          aria-label={name === undefined ? undefined : `${label}, ${name}`}
          title={name}
          onClick={() => props.onChange(value)}
        >
          {label}
        </button>
      ))}
    </fieldset>
  );
}
