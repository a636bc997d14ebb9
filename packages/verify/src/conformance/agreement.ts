/** Compares two answers: numbers to 1e-9 relative (absolute below 1), everything else exactly.
 *  Values that JSON cannot express as numbers are text on both sides. */

const TOLERANCE = 1e-9;

export function agree(actual: unknown, expected: unknown): boolean {
  if (typeof actual === "number" && typeof expected === "number")
    return sameNumber(actual, expected);
  if (Array.isArray(actual) && Array.isArray(expected)) {
    return (
      actual.length === expected.length &&
      actual.every((value, index) => agree(value, expected[index]))
    );
  }
  if (isFailure(actual) && isFailure(expected)) {
    return isAccident(expected) || actual.error === expected.error;
  }
  if (isRecord(actual) && isRecord(expected)) {
    const keys = Object.keys(expected);
    return (
      keys.length === Object.keys(actual).length &&
      keys.every((key) => Object.hasOwn(actual, key) && agree(actual[key], expected[key]))
    );
  }
  return actual === expected;
}

type Failure = Readonly<{ error: string }>;

function isFailure(value: unknown): value is Failure {
  return isRecord(value) && Object.keys(value).length === 1 && typeof value["error"] === "string";
}

/** A Python exception, for which only the failure is compared. The reference's own errors
 *  (`SaxoException`) have a defined message. */
function isAccident({ error }: Failure): boolean {
  return !error.startsWith("SaxoException");
}

function sameNumber(actual: number, expected: number): boolean {
  if (Object.is(actual, expected)) return true;
  return Math.abs(actual - expected) <= TOLERANCE * Math.max(1, Math.abs(expected));
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const NUMBER = /[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?/gi;

/** Compares sentences: numbers numerically, the text between them exactly. */
export function agreeText(actual: string, expected: string): boolean {
  const numbers = (text: string) => [...text.matchAll(NUMBER)].map((match) => Number(match[0]));
  return (
    actual.replaceAll(NUMBER, "#") === expected.replaceAll(NUMBER, "#") &&
    agree(numbers(actual), numbers(expected))
  );
}

/** An answer in JSON: NaN and the infinities by name, as in the golden files. */
export function jsonOf(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (Array.isArray(value)) return value.map(jsonOf);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, jsonOf(each)]));
}
