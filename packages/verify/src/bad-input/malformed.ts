/** Malformed inputs for the tests of each boundary. */
import * as fc from "fast-check";

/** Generated inputs per boundary: 200 in a test run, 20,000 by hand with BAD_INPUT_RUNS
 *  (docs/operations.md). */
export const NUM_RUNS = Number(process.env["BAD_INPUT_RUNS"] ?? 200);
export const TIMEOUT_MS = 120_000 + NUM_RUNS * 120;

/** The names of the rules that do not hold; a property expects none. */
export function violations(held: Readonly<Record<string, boolean>>): string[] {
  return Object.entries(held).flatMap(([what, holds]) => (holds ? [] : [what]));
}

/** Whether a message shows a user a stack trace or a module path. */
export function showsStack(text: string): boolean {
  return /\bat .*:\d+:\d+|node_modules/.test(text);
}

type Path = readonly (string | number)[];

/** Values that often break parsers when they appear in an unexpected field. */
const awkward = fc.constantFrom<unknown>(
  null,
  true,
  "",
  " ",
  "NaN",
  "\u0000",
  "\u202e\ud800",
  "x".repeat(10_000),
  -1,
  0.1,
  1e21,
  -1e308,
  Number.MAX_SAFE_INTEGER + 2,
  "__proto__",
  "constructor",
  [],
  {},
  [[[[[[]]]]]],
);

/** Any JSON value, with the awkward values above mixed in often. */
const anyJson: fc.Arbitrary<unknown> = fc.oneof(awkward, fc.jsonValue());

/** A valid value with one to three changes: a part replaced, removed or added. */
export function damaged(valid: unknown): fc.Arbitrary<unknown> {
  const paths = pathsOf(valid);
  const change = fc.record({
    path: fc.constantFrom(...paths),
    kind: fc.constantFrom("replace", "remove", "add"),
    name: fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor", "toString")),
    value: anyJson,
  });
  return fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) => {
    let value = structuredClone(valid);
    for (const { path, kind, name, value: other } of changes) {
      if (path.length === 0) value = kind === "replace" ? structuredClone(other) : value;
      // Clone the inserted value: later changes mutate it, and generated values are shared.
      else changeAt(value, path, kind, name, structuredClone(other));
    }
    return value;
  });
}

/** The serialized value, truncated or with some characters replaced. */
export function garbled(text: string): fc.Arbitrary<string> {
  return fc.oneof(
    fc.nat(text.length).map((end) => text.slice(0, end)),
    fc
      .tuple(fc.nat(text.length), fc.nat(20), fc.string({ unit: "binary" }))
      .map(([at, gone, put]) => text.slice(0, at) + put + text.slice(at + gone)),
    fc.string({ unit: "binary" }),
    fc.nat(5_000).map((depth) => "[".repeat(depth)),
  );
}

/** A message body: a damaged or garbled valid one, or arbitrary text. */
export function malformedJson(valid: unknown): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 3, arbitrary: damaged(valid).map((value) => JSON.stringify(value) ?? "") },
    { weight: 1, arbitrary: garbled(JSON.stringify(valid)) },
    { weight: 1, arbitrary: anyJson.map((value) => JSON.stringify(value)) },
  );
}

/** The paths of all parts of a value, the root included. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}

function changeAt(root: unknown, path: Path, kind: string, name: string, value: unknown): void {
  let place: unknown = root;
  for (const key of path.slice(0, -1)) place = Reflect.get(Object(place), key);
  // An earlier change may have removed the parent.
  if (typeof place !== "object" || place === null) return;
  const key = path.at(-1) ?? "";
  if (kind === "remove") Reflect.deleteProperty(place, key);
  else define(place, kind === "add" ? name : key, value);
}

/** Defines properties as JSON.parse does: `__proto__` becomes an ordinary property. */
function define(place: object, key: string | number, value: unknown): void {
  const descriptor = { value, writable: true, enumerable: true, configurable: true };
  // An array's length cannot be redefined as an ordinary property.
  if (Array.isArray(place) && key === "length") return;
  Reflect.defineProperty(place, key, descriptor);
}
