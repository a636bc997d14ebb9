import type { EventPattern } from "@bellwether/core/event";

/** A route uses a form of pattern that this matcher does not support. It is refused at the start: events
 *  would be lost if a rule matched here and not on EventBridge, or the other way round. */
export class UnsupportedPatternError extends Error {
  readonly code = "unsupported-pattern";
  readonly retryable = false;
  constructor(path: string, reason: string) {
    super(`event pattern, ${path || "(whole)"}: ${reason}`);
    this.name = "UnsupportedPatternError";
  }
}

export type Matches = (event: unknown) => boolean;

/** Compiles a pattern of exact values and `anything-but` with one value, the forms that our routes
 *  use; EventBridge matches both on scalar fields in the same way.
 *  Throws `UnsupportedPatternError` for any other form.
 *  Source: Amazon EventBridge User Guide, "Comparison operators". */
export function routeMatcher(pattern: EventPattern, path = ""): Matches {
  const fields = Object.entries(pattern).map(([field, wanted]): Matches => {
    const at = path === "" ? field : `${path}.${field}`;
    if (field.startsWith("$")) throw new UnsupportedPatternError(at, `${field} is not supported`);
    const matches = Array.isArray(wanted)
      ? anyOf(wanted.map((matcher) => valueMatcher(matcher, at)))
      : routeMatcher(objectOf(wanted, at), at);
    return (event) => matches(valueAt(event, field));
  });
  if (fields.length === 0) throw new UnsupportedPatternError(path, "is empty");
  return (event) => fields.every((matches) => matches(event));
}

function valueMatcher(matcher: unknown, path: string): Matches {
  if (isScalar(matcher)) return (value) => value === matcher;
  const [operator = "", ...others] = Object.keys(Object(matcher));
  const excluded: unknown = Reflect.get(Object(matcher), operator);
  if (operator !== "anything-but" || others.length > 0 || !isScalar(excluded)) {
    throw new UnsupportedPatternError(path, `${JSON.stringify(matcher)} is not supported`);
  }
  // A field that is absent matches nothing.
  return (value) => isScalar(value) && value !== excluded;
}

function anyOf(matchers: readonly Matches[]): Matches {
  return (value) => matchers.some((matches) => matches(value));
}

function objectOf(pattern: unknown, path: string): EventPattern {
  if (typeof pattern === "object" && pattern !== null) return pattern as EventPattern;
  throw new UnsupportedPatternError(path, "must be a list of values or an object");
}

function valueAt(event: unknown, field: string): unknown {
  return typeof event === "object" && event !== null ? Reflect.get(event, field) : undefined;
}

function isScalar(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}
