import type * as z from "zod";

/** The message for what a schema finds wrong with a field: the same in the import, the API and the
 *  form. Undefined where zod's own message is used. For `safeParse(value, { error: fieldProblem })`. */
export function fieldProblem(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined
        ? "is missing"
        : `must be ${KINDS[issue.expected] ?? issue.expected}`;
    case "too_small":
      if (issue.origin === "string") return "must not be empty";
      if (issue.minimum === 0 && issue.inclusive === true) return "must not be negative";
      return `must be ${issue.inclusive === true ? "at least" : "more than"} ${issue.minimum}`;
    case "too_big":
      if (issue.origin === "string") return `must have at most ${issue.maximum} characters`;
      return `must be ${issue.inclusive === true ? "at most" : "less than"} ${issue.maximum}`;
    case "invalid_value":
      return `can be ${issue.values.map(String).join(", ")}`;
    case "invalid_format":
      return FORMATS[issue.format];
    case "invalid_union":
      return issue.discriminator === undefined
        ? "is not a known kind"
        : `can be ${(issue["options"] as unknown[]).map(String).join(", ")}`;
    default:
      return undefined;
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: "text",
  number: "a finite number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  object: "a mapping of fields",
};

const FORMATS: Readonly<Record<string, string>> = {
  date: "must be a date such as 2026-12-31",
  uuid: "must be a UUID",
};
