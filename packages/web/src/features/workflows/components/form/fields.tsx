import { type InputHTMLAttributes, type ReactNode, useId } from "react";
import { Help } from "../../../../help/help.tsx";
import type { HelpTerm } from "../../../../help/help-texts.ts";
import look from "../../../../ui/field.module.css";
import type { FieldErrors, FieldName, FormValues } from "../../form-values.ts";
import styles from "./form.module.css";

/** Shared props of a field group: values, errors and a setter. */
export type FieldsProps = Readonly<{
  values: FormValues;
  errors: FieldErrors;
  set: (change: Partial<FormValues>) => void;
}>;

type FieldProps = Readonly<{
  /** Key of the form value. */
  field: FieldName;
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  help?: HelpTerm | undefined;
}>;

/** A label, its control, a hint and an error, linked for assistive technology. */
function Field(
  props: FieldProps & {
    readonly children: (control: {
      readonly id: string;
      readonly "aria-invalid": boolean;
      readonly "aria-describedby": string | undefined;
    }) => ReactNode;
  },
) {
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const described = [
    ...(props.hint === undefined ? [] : [hintId]),
    ...(props.error === undefined ? [] : [errorId]),
  ];
  return (
    <div className={look["field"]} data-field={props.field}>
      <span className={look["labels"]}>
        <label htmlFor={id}>{props.label}</label>
        {props.help !== undefined && <Help term={props.help} isBesideLabel />}
      </span>
      {props.children({
        id,
        "aria-invalid": props.error !== undefined,
        "aria-describedby": described.length === 0 ? undefined : described.join(" "),
      })}
      {props.hint !== undefined && (
        <span id={hintId} className={look["hint"]}>
          {props.hint}
        </span>
      )}
      {props.error !== undefined && (
        <span id={errorId} className={look["error"]}>
          {props.error}
        </span>
      )}
    </div>
  );
}

export function TextField({
  field,
  label,
  hint,
  error,
  help,
  onText,
  ...input
}: FieldProps &
  Omit<InputHTMLAttributes<HTMLInputElement>, "onChange"> & {
    readonly onText: (text: string) => void;
  }) {
  return (
    <Field field={field} label={label} hint={hint} error={error} help={help}>
      {(control) => (
        <input
          autoComplete="off"
          {...input}
          {...control}
          onChange={(event) => onText(event.target.value)}
        />
      )}
    </Field>
  );
}

/** A text field with a decimal keyboard: a number input hides text that it rejects. */
export function NumberField(
  props: FieldProps & { readonly value: string; readonly onText: (text: string) => void },
) {
  return <TextField {...props} inputMode="decimal" className={look["number"]} />;
}

export function SelectField<Value extends string>(
  props: FieldProps & {
    readonly value: Value;
    readonly options: readonly { readonly value: Value; readonly label: string }[];
    readonly onValue: (value: Value) => void;
  },
) {
  return (
    <Field
      field={props.field}
      label={props.label}
      hint={props.hint}
      error={props.error}
      help={props.help}
    >
      {(control) => (
        <select
          {...control}
          value={props.value}
          onChange={(event) => {
            const chosen = props.options.find((option) => option.value === event.target.value);
            if (chosen !== undefined) props.onValue(chosen.value);
          }}
        >
          {props.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function CheckField(props: {
  readonly label: string;
  readonly hint: string;
  readonly checked: boolean;
  readonly onChecked: (checked: boolean) => void;
}) {
  const id = useId();
  return (
    <div className={styles["check"]}>
      <input
        id={id}
        type="checkbox"
        aria-describedby={`${id}-hint`}
        checked={props.checked}
        onChange={(event) => props.onChecked(event.target.checked)}
      />
      <label htmlFor={id}>{props.label}</label>
      <span id={`${id}-hint`} className={look["hint"]}>
        {props.hint}
      </span>
    </div>
  );
}
