/** How two answers are compared: numbers to 1e-9 relative (absolute below 1), the rest letter by
 *  letter. What is not a number in JSON is text on both sides. */

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

/** An exception of Python's, where it is compared that it failed; the reference's own are worded. */
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

/** Compares sentences: their numbers as numbers, the text between them letter by letter. */
export function agreeText(actual: string, expected: string): boolean {
  const numbers = (text: string) => [...text.matchAll(NUMBER)].map((match) => Number(match[0]));
  return (
    actual.replaceAll(NUMBER, "#") === expected.replaceAll(NUMBER, "#") &&
    agree(numbers(actual), numbers(expected))
  );
}

/** An answer as JSON can carry it: NaN and the infinities by name, as in the golden files. */
export function jsonOf(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (Array.isArray(value)) return value.map(jsonOf);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, jsonOf(each)]));
}
