import type { ConditionField, ConditionValues } from "../../condition-values.ts";
import type { FieldErrors } from "../../form-values.ts";

export type ConditionProps = Readonly<{
  /** Its place among the conditions, from 0. */
  nth: number;
  values: ConditionValues;
  errors: FieldErrors;
  set: (change: Partial<ConditionValues>) => void;
}>;

/** The name and the error of a control of the nth condition. */
export function controlOf({ nth, errors }: Pick<ConditionProps, "nth" | "errors">) {
  return (name: ConditionField) => {
    const field = `conditions.${nth}.${name}` as const;
    return { field, error: errors[field] };
  };
}
