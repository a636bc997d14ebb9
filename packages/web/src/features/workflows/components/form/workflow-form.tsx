import { messageOf } from "@bellwether/core/failure";
import type { WorkflowDraft } from "@bellwether/core/workflow";
import { type FormEvent, useRef, useState } from "react";
import { ApiError, hasStatus } from "../../../../api/api-error.ts";
import { Button, keepFocus } from "../../../../ui/button.tsx";
import look from "../../../../ui/field.module.css";
import {
  type FieldErrors,
  type FieldName,
  type FormValues,
  fieldOf,
  readForm,
} from "../../form-values.ts";
import { BasicsFields } from "./basics-fields.tsx";
import { ConditionList } from "./condition-list.tsx";
import { DraftNow } from "./draft-now.tsx";
import type { FieldsProps } from "./fields.tsx";
import styles from "./form.module.css";
import { Preview } from "./preview.tsx";
import { ReplayPreview } from "./replay-preview.tsx";
import { TriggerFields } from "./trigger-fields.tsx";
import { useCodeErrors } from "./use-code-errors.ts";

/** The form of a workflow. Typing is never blocked: a field shows its error once it loses focus,
 *  and all fields do on submit. `failure` is the server's answer to the last attempt. */
export function WorkflowForm(props: {
  readonly initial: FormValues;
  readonly submitLabel: string;
  readonly isSaving: boolean;
  readonly failure: unknown;
  readonly onLoadStored: (() => void) | null;
  readonly onDirty: (isDirty: boolean) => void;
  readonly onSubmit: (draft: WorkflowDraft) => void;
  readonly onCancel: () => void;
}) {
  const [values, setValues] = useState(props.initial);
  const [left, setLeft] = useState<ReadonlySet<FieldName>>(new Set());
  const [isTried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const read = readForm(values);
  const codeErrors = useCodeErrors(values);
  const found = { ...(read.kind === "invalid" ? read.errors : {}), ...codeErrors };
  const errors = {
    ...serverErrors(props.failure),
    ...shown(found, left, isTried),
    // At once, while typing: another code may be meant.
    ...codeErrors,
  };

  const set = (change: Partial<FormValues>) => {
    const next = { ...values, ...change };
    setValues(next);
    props.onDirty(JSON.stringify(next) !== JSON.stringify(props.initial));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (read.kind === "valid" && Object.keys(codeErrors).length === 0) props.onSubmit(read.draft);
    // The next frame, because the errors are not rendered yet.
    else requestAnimationFrame(() => focusFirstError(form.current));
  };
  const fields: FieldsProps = { values, errors, set };

  return (
    // Blur events of the fields bubble up to the form; the form itself is not clickable.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form
      ref={form}
      // Errors come from the API's own schema, not from the browser.
      noValidate
      className={styles["form"]}
      onSubmit={submit}
      onBlur={(event) => {
        const field = (event.target as HTMLElement).closest<HTMLElement>("[data-field]");
        const name = field?.dataset["field"] as FieldName | undefined;
        if (name !== undefined) setLeft((current) => new Set([...current, name]));
      }}
    >
      <div className={styles["groups"]}>
        <BasicsFields {...fields} />
        <ConditionList {...fields} />
        <TriggerFields {...fields} />
      </div>
      <Preview draft={read.kind === "valid" ? read.draft : null} />
      <DraftNow draft={read.kind === "valid" ? read.draft : null} />
      <ReplayPreview draft={read.kind === "valid" ? read.draft : null} />
      <Failure error={props.failure} onLoadStored={props.onLoadStored} />
      {isTried && Object.keys(found).length > 0 && (
        <p role="alert" className={look["error"]}>
          {Object.keys(found).length === 1
            ? "One field needs attention."
            : `${Object.keys(found).length} fields need attention.`}
        </p>
      )}
      <div className={styles["buttons"]}>
        <Button onMouseDown={keepFocus} onClick={props.onCancel}>
          Cancel
        </Button>
        <Button type="submit" kind="primary" disabled={props.isSaving} onMouseDown={keepFocus}>
          {props.isSaving ? "Saving…" : props.submitLabel}
        </Button>
      </div>
    </form>
  );
}

function shown(found: FieldErrors, left: ReadonlySet<FieldName>, all: boolean): FieldErrors {
  if (all) return found;
  return Object.fromEntries(
    Object.entries(found).filter(([field]) => left.has(field as FieldName)),
  );
}

/** The API's errors by field; a taken name is an error of the name field. */
function serverErrors(failure: unknown): FieldErrors {
  if (hasStatus(failure, 409)) return { name: failure.message };
  if (!(failure instanceof ApiError)) return {};
  const errors: Partial<Record<FieldName, string>> = {};
  for (const { field, reason } of failure.fieldErrors) {
    const name = fieldOf(field);
    if (name !== null) errors[name] ??= reason;
  }
  return errors;
}

function focusFirstError(form: HTMLFormElement | null): void {
  form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}

/** Why the last attempt was not saved. The input is kept. */
function Failure(props: { readonly error: unknown; readonly onLoadStored: (() => void) | null }) {
  if (props.error === null || props.error === undefined) return null;
  const isStale = hasStatus(props.error, 412);
  return (
    <div role="alert" className={styles["failure"]}>
      {isStale ? (
        <p>
          <strong>Changed elsewhere meanwhile: reload to see it.</strong> Nothing was overwritten,
          and your changes are still here.
        </p>
      ) : (
        <p>
          <strong>Not saved.</strong> {messageOf(props.error)}
        </p>
      )}
      {isStale && props.onLoadStored !== null && (
        <Button onClick={props.onLoadStored}>Reload and discard my changes</Button>
      )}
    </div>
  );
}
