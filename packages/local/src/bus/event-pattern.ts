import type { EventPattern, PatternMatcher } from "@bellwether/core/signal";

/** A pattern uses what the local bus does not implement. Refused when it starts: a rule that
 *  matches here and not on AWS, or the other way round, is worse than none. */
export class UnsupportedPatternError extends Error {
  readonly code = "unsupported-pattern";
  constructor(path: string, reason: string) {
    super(`event pattern, ${path || "(whole)"}: ${reason}`);
    this.name = "UnsupportedPatternError";
  }
}

/** Whether an event pattern is one that `matches` judges as EventBridge does: exact values,
 *  `prefix`, `exists`, `anything-but` with values. Throws `UnsupportedPatternError` otherwise. */
export function checkPattern(pattern: unknown, path = ""): asserts pattern is EventPattern {
  if (!isObject(pattern)) throw new UnsupportedPatternError(path, "must be an object");
  if (Object.keys(pattern).length === 0) throw new UnsupportedPatternError(path, "is empty");
  for (const [field, value] of Object.entries(pattern)) {
    const at = path === "" ? field : `${path}.${field}`;
    if (field.startsWith("$")) throw new UnsupportedPatternError(at, `${field} is not supported`);
    if (!Array.isArray(value)) checkPattern(value, at);
    else if (value.length === 0) throw new UnsupportedPatternError(at, "has no values");
    else for (const matcher of value) checkMatcher(matcher, at);
  }
}

function checkMatcher(matcher: unknown, path: string): void {
  if (!isObject(matcher)) {
    if (!isScalar(matcher)) throw new UnsupportedPatternError(path, "holds a nested list");
    return;
  }
  const [operator, ...others] = Object.keys(matcher);
  if (operator === undefined || others.length > 0) {
    throw new UnsupportedPatternError(path, "a matcher has exactly one operator");
  }
  const operand = matcher[operator];
  const fits =
    operator === "prefix"
      ? typeof operand === "string"
      : operator === "exists"
        ? typeof operand === "boolean"
        : operator === "anything-but"
          ? areAlike([operand].flat())
          : null;
  if (fits === null) throw new UnsupportedPatternError(path, `${operator} is not supported`);
  if (!fits) throw new UnsupportedPatternError(path, `${operator} has an operand of a wrong type`);
}

/** Whether an event matches a pattern: every field of the pattern has a matcher that fits one of
 *  the event's values there. A list in the event matches when any of its elements does.
 *  Source: Amazon EventBridge User Guide, "Creating event patterns" and "Comparison operators". */
export function matches(pattern: EventPattern, event: unknown): boolean {
  return Object.entries(pattern).every(([field, wanted]) => {
    const value = isObject(event) ? event[field] : undefined;
    if (!isMatchers(wanted)) return anyOf(value).some((one) => matches(wanted, one));
    return wanted.some((matcher) => fits(matcher, value));
  });
}

function fits(matcher: PatternMatcher, value: unknown): boolean {
  if (isObject(matcher) && "exists" in matcher) return matcher.exists === isLeaf(value);
  const values = anyOf(value);
  if (!isObject(matcher)) return values.some((one) => one === matcher);
  if ("prefix" in matcher) {
    return values.some((one) => typeof one === "string" && one.startsWith(matcher.prefix));
  }
  const excluded: readonly unknown[] = [matcher["anything-but"]].flat();
  return values.some((one) => isLeaf(one) && !excluded.includes(one));
}

/** `exists` looks at leaves only: it is false of an object, and of an empty list. */
function isLeaf(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isLeaf);
  return value !== undefined && !isObject(value);
}

/** The values at a place: lists in lists count as one, and an empty one as nothing. */
function anyOf(value: unknown): readonly unknown[] {
  const values: unknown[] = [value].flat(Number.POSITIVE_INFINITY);
  return values.length === 0 ? [undefined] : values;
}

function isMatchers(
  wanted: readonly PatternMatcher[] | EventPattern,
): wanted is readonly PatternMatcher[] {
  return Array.isArray(wanted);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** EventBridge takes only texts or only numbers in one `anything-but`. */
function areAlike(values: readonly unknown[]): boolean {
  const [first] = values;
  return isTextOrNumber(first) && values.every((value) => typeof value === typeof first);
}

function isTextOrNumber(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number";
}

function isScalar(value: unknown): boolean {
  return value === null || isTextOrNumber(value) || typeof value === "boolean";
}
