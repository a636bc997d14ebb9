import type { UnitTime } from "@bellwether/core/market";
import {
  fieldProblem,
  type IndicatorName,
  reviewWorkflow,
  type WorkflowDraft,
  workflowDraftSchema,
} from "@bellwether/core/workflow";
import type * as z from "zod";
import { typedNumber, typedText } from "./typed-number.ts";

/** The values of the form's controls: numbers and days as typed. The fields of all indicators
 *  are kept, so that switching between indicators loses nothing. */
export type FormValues = Readonly<{
  name: string;
  index: string;
  cfd: string;
  enable: boolean;
  dry_run: boolean;
  is_us: boolean;
  end_date: string;
  indicator: IndicatorName;
  indicator_ut: UnitTime;
  value: string;
  zone_value: string;
  x1_day: string;
  x1_price: string;
  x2_day: string;
  x2_price: string;
  direction: "above" | "below";
  close_ut: UnitTime;
  spread: string;
  element: "any" | "close" | "high" | "low";
  trigger_ut: UnitTime;
  location: "higher" | "lower";
  order_direction: "buy" | "sell";
  quantity: string;
  offset: string;
  repeat: "every_run" | "once_per_candle" | "once_per_episode";
  announce: "every_signal" | "once_per_episode";
}>;
export type FieldName = keyof FormValues;

/** A new workflow: dry run is on, the schema's default. */
export const BLANK: FormValues = {
  name: "",
  index: "",
  cfd: "",
  enable: true,
  dry_run: true,
  is_us: false,
  end_date: "",
  indicator: "ma50",
  indicator_ut: "h1",
  value: "",
  zone_value: "",
  x1_day: "",
  x1_price: "",
  x2_day: "",
  x2_price: "",
  direction: "below",
  close_ut: "h1",
  spread: "0",
  element: "any",
  trigger_ut: "h1",
  location: "lower",
  order_direction: "sell",
  quantity: "1",
  offset: "1",
  repeat: "once_per_candle",
  announce: "once_per_episode",
};

/** The path of each control's value in the draft, at which the schema and the API report errors. */
const PATHS: Readonly<Record<FieldName, string>> = {
  name: "name",
  index: "index",
  cfd: "cfd",
  enable: "enable",
  dry_run: "dry_run",
  is_us: "is_us",
  end_date: "end_date",
  indicator: "conditions.0.indicator.name",
  indicator_ut: "conditions.0.indicator.ut",
  value: "conditions.0.indicator.value",
  zone_value: "conditions.0.indicator.zone_value",
  x1_day: "conditions.0.indicator.x1.x",
  x1_price: "conditions.0.indicator.x1.y",
  x2_day: "conditions.0.indicator.x2.x",
  x2_price: "conditions.0.indicator.x2.y",
  direction: "conditions.0.close.direction",
  close_ut: "conditions.0.close.ut",
  spread: "conditions.0.close.spread",
  element: "conditions.0.element",
  trigger_ut: "trigger.ut",
  location: "trigger.location",
  order_direction: "trigger.order_direction",
  quantity: "trigger.quantity",
  offset: "trigger.offset",
  repeat: "repeat",
  announce: "announce",
};

/** The control at a path, or at its nearest ancestor; null if there is none. */
export function fieldOf(path: string): FieldName | null {
  const known = (Object.keys(PATHS) as FieldName[]).filter(
    (field) => path === PATHS[field] || path.startsWith(`${PATHS[field]}.`),
  );
  return known[0] ?? null;
}

function indicatorInput(values: FormValues): unknown {
  const base = { name: values.indicator, ut: values.indicator_ut };
  switch (values.indicator) {
    case "polarite":
      return { ...base, value: typedNumber(values.value) };
    case "zone":
      return {
        ...base,
        value: typedNumber(values.value),
        zone_value: typedNumber(values.zone_value),
      };
    case "inclined":
      return {
        ...base,
        x1: { x: values.x1_day, y: typedNumber(values.x1_price) },
        x2: { x: values.x2_day, y: typedNumber(values.x2_price) },
      };
    default:
      return base;
  }
}

/** A hidden field cannot be corrected, so an invalid spread in it counts as 0. */
function spreadInput(values: FormValues): number | undefined {
  const typed = typedNumber(values.spread);
  if (fieldsOf(values.indicator).spread || typed === undefined) return typed;
  return typed >= 0 ? typed : 0;
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
    conditions: [
      {
        indicator: indicatorInput(values),
        close: {
          direction: values.direction,
          ut: values.close_ut,
          spread: spreadInput(values),
        },
        element: values.element === "any" ? null : values.element,
      },
    ],
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
    return "This is not a number, or may be two: write it like 22400.5";
  }
  if (issue.code === "too_small" && issue.origin === "string") return "This is needed";
  if (issue.code === "too_big" && issue.origin === "string") {
    return `At most ${issue.maximum} characters`;
  }
  if (issue.code === "too_small") {
    return issue.inclusive === true ? `At least ${issue.minimum}` : `More than ${issue.minimum}`;
  }
  if (issue.code === "invalid_format") return "Enter a day";
  return fieldProblem(issue);
}

/** The form values of a stored workflow. */
export function formOf(draft: WorkflowDraft): FormValues {
  const [{ indicator, close, element }] = draft.conditions;
  const { trigger } = draft;
  const level = "value" in indicator ? typedText(indicator.value) : "";
  const line =
    indicator.name === "inclined"
      ? {
          x1_day: indicator.x1.x,
          x1_price: typedText(indicator.x1.y),
          x2_day: indicator.x2.x,
          x2_price: typedText(indicator.x2.y),
        }
      : {};
  return {
    ...BLANK,
    ...line,
    name: draft.name,
    index: draft.index,
    cfd: draft.cfd,
    enable: draft.enable,
    dry_run: draft.dry_run,
    is_us: draft.is_us,
    end_date: draft.end_date ?? "",
    indicator: indicator.name,
    indicator_ut: indicator.ut,
    value: level,
    zone_value: indicator.name === "zone" ? typedText(indicator.zone_value) : "",
    direction: close.direction,
    close_ut: close.ut,
    spread: typedText(close.spread),
    element: element ?? "any",
    trigger_ut: trigger.ut,
    location: trigger.location,
    order_direction: trigger.order_direction,
    quantity: typedText(trigger.quantity),
    offset: typedText(trigger.offset),
    repeat: draft.repeat,
    announce: draft.announce,
  };
}

/** The form values of a copy: a new name, and dry run until the trader changes it. */
export function copyOf(draft: WorkflowDraft): FormValues {
  return { ...formOf(draft), name: `${draft.name} (copy)`.slice(0, 200), dry_run: true };
}

/** Which further fields the indicator's condition reads. */
export function fieldsOf(indicator: IndicatorName): {
  readonly level: boolean;
  readonly zone: boolean;
  readonly line: boolean;
  readonly spread: boolean;
  readonly element: boolean;
} {
  return {
    level: indicator === "polarite",
    zone: indicator === "zone",
    line: indicator === "inclined",
    // Same rules as the engine: a combo uses only its direction, and a zone has its own width.
    spread: indicator !== "combo" && indicator !== "zone",
    element: indicator !== "combo",
  };
}
