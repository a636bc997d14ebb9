import type { Routing } from "@bellwether/core/channel";
import type { UnitTime } from "@bellwether/core/market";
import {
  fieldProblem,
  reviewWorkflow,
  type WorkflowDraft,
  workflowDraftSchema,
} from "@bellwether/core/workflow";
import type * as z from "zod";
import {
  BLANK_CONDITION,
  CONDITION_PATHS,
  type ConditionField,
  type ConditionValues,
  conditionInput,
  conditionValuesOf,
} from "./condition-values.ts";
import { typedNumber, typedText } from "./typed-number.ts";

/** The values of the form's controls: numbers and days as typed. */
export type FormValues = Readonly<{
  name: string;
  index: string;
  cfd: string;
  enable: boolean;
  dry_run: boolean;
  is_us: boolean;
  end_date: string;
  conditions: readonly ConditionValues[];
  match: "all" | "any";
  trigger_ut: UnitTime;
  location: "higher" | "lower";
  order_direction: "buy" | "sell";
  quantity: string;
  offset: string;
  repeat: "every_run" | "once_per_candle" | "once_per_episode";
  announce: "every_signal" | "once_per_episode";
  /** The channels that announce it; null for all. */
  notify: Routing;
  /** Separated by commas. */
  tags: string;
}>;
type RuleField = Exclude<keyof FormValues, "conditions">;
/** A control: of the workflow, or of one of its conditions. */
export type FieldName = RuleField | `conditions.${number}.${ConditionField}`;

/** A new workflow: dry run is on, the schema's default. */
export const BLANK: FormValues = {
  name: "",
  index: "",
  cfd: "",
  enable: true,
  dry_run: true,
  is_us: false,
  end_date: "",
  conditions: [BLANK_CONDITION],
  match: "all",
  trigger_ut: "h1",
  location: "lower",
  order_direction: "sell",
  quantity: "1",
  offset: "1",
  repeat: "once_per_candle",
  announce: "once_per_episode",
  notify: null,
  tags: "",
};

/** The path of each control's value in the draft, at which the schema and the API report errors. */
const PATHS: Readonly<Record<RuleField, string>> = {
  name: "name",
  index: "index",
  cfd: "cfd",
  enable: "enable",
  dry_run: "dry_run",
  is_us: "is_us",
  end_date: "end_date",
  match: "match",
  trigger_ut: "trigger.ut",
  location: "trigger.location",
  order_direction: "trigger.order_direction",
  quantity: "trigger.quantity",
  offset: "trigger.offset",
  repeat: "repeat",
  announce: "announce",
  notify: "notify",
  tags: "tags",
};

/** The control at a path, or at its nearest ancestor; null if there is none. */
export function fieldOf(path: string): FieldName | null {
  const [, nth, rest] = /^conditions\.(\d+)\.(.+)$/.exec(path) ?? [];
  if (nth === undefined || rest === undefined) return controlAt(path, PATHS);
  const field = controlAt(rest, CONDITION_PATHS);
  return field === null ? null : `conditions.${Number(nth)}.${field}`;
}

function controlAt<Field extends string>(
  path: string,
  paths: Readonly<Record<Field, string>>,
): Field | null {
  const known = (Object.keys(paths) as Field[]).filter(
    (field) => path === paths[field] || path.startsWith(`${paths[field]}.`),
  );
  return known[0] ?? null;
}

function draftInput(values: FormValues): unknown {
  return {
    name: values.name,
    index: values.index,
    cfd: values.cfd,
    enable: values.enable,
    dry_run: values.dry_run,
    is_us: values.is_us,
    end_date: values.end_date === "" ? null : values.end_date,
    conditions: values.conditions.map(conditionInput),
    match: values.match,
    trigger: {
      ut: values.trigger_ut,
      signal: "breakout",
      location: values.location,
      order_direction: values.order_direction,
      quantity: typedNumber(values.quantity),
      offset: typedNumber(values.offset),
    },
    repeat: values.repeat,
    announce: values.announce,
    notify: values.notify,
    tags: values.tags.split(",").flatMap((tag) => tag.trim() || []),
  };
}

export type FieldErrors = Readonly<Partial<Record<FieldName, string>>>;

/** The draft for the API, or the errors by field, using the API's own schema and review.
 *  `warnings`: reasons why it will rarely signal. */
export function readForm(
  values: FormValues,
):
  | { readonly kind: "valid"; readonly draft: WorkflowDraft; readonly warnings: FieldErrors }
  | { readonly kind: "invalid"; readonly errors: FieldErrors } {
  const parsed = workflowDraftSchema.safeParse(draftInput(values), { error: reasonOf });
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => ({ path, reason: message }));
    return { kind: "invalid", errors: byField(issues) };
  }
  const findings = reviewWorkflow(parsed.data);
  const never = findings.filter(({ kind }) => kind === "never");
  if (never.length > 0) return { kind: "invalid", errors: byField(never) };
  return { kind: "valid", draft: parsed.data, warnings: byField(findings) };
}

/** The first error for each control. */
function byField(
  issues: readonly { readonly path: readonly PropertyKey[]; readonly reason: string }[],
): FieldErrors {
  const errors: Partial<Record<FieldName, string>> = {};
  for (const { path, reason } of issues) {
    const field = fieldOf(path.join("."));
    if (field !== null) errors[field] ??= reason;
  }
  return errors;
}

/** The schema's errors in the form's wording, otherwise in that of the import and the API. */
function reasonOf(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === "invalid_type" && issue.expected === "number") {
    if (issue.input === undefined) return "Enter a number";
    return "This is not a number or is ambiguous: write it like 22400.5";
  }
  if (issue.code === "too_small" && issue.origin === "string") return "This field is required";
  if (issue.code === "too_big" && issue.origin === "string") {
    return `At most ${issue.maximum} characters`;
  }
  if (issue.code === "too_small") {
    return issue.inclusive === true ? `At least ${issue.minimum}` : `More than ${issue.minimum}`;
  }
  if (issue.code === "invalid_format") return "Enter a date";
  return fieldProblem(issue);
}

/** The form values of a stored workflow. */
export function formOf(draft: WorkflowDraft): FormValues {
  const { trigger } = draft;
  return {
    ...BLANK,
    name: draft.name,
    index: draft.index,
    cfd: draft.cfd,
    enable: draft.enable,
    dry_run: draft.dry_run,
    is_us: draft.is_us,
    end_date: draft.end_date ?? "",
    conditions: draft.conditions.map(conditionValuesOf),
    match: draft.match,
    trigger_ut: trigger.ut,
    location: trigger.location,
    order_direction: trigger.order_direction,
    quantity: typedText(trigger.quantity),
    offset: typedText(trigger.offset),
    repeat: draft.repeat,
    announce: draft.announce,
    notify: draft.notify,
    tags: draft.tags.join(", "),
  };
}

/** The form values of a copy: a new name, and dry run until the trader changes it. */
export function copyOf(draft: WorkflowDraft): FormValues {
  return { ...formOf(draft), name: `${draft.name} (copy)`.slice(0, 200), dry_run: true };
}
