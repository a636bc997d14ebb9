/** Malformed inputs for the tests of each boundary. */
import * as fc from "fast-check";

/** Inputs a boundary: 200 each time, and 20,000 by hand with BAD_INPUT_RUNS (docs/operations.md). */
export const NUM_RUNS = Number(process.env["BAD_INPUT_RUNS"] ?? 200);
export const TIMEOUT_MS = 30_000 + NUM_RUNS * 120;

/** What of these does not hold: what a property expects to be empty. */
export function violations(held: Readonly<Record<string, boolean>>): string[] {
  return Object.entries(held).flatMap(([what, holds]) => (holds ? [] : [what]));
}

/** Whether a text shows the inside of a program to a user. */
export function showsStack(text: string): boolean {
  return /\bat .*:\d+:\d+|node_modules/.test(text);
}

type Path = readonly (string | number)[];

/** What programs stumble over, where it does not belong. */
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

/** Any JSON, with the awkward kinds often among it. */
const anyJson: fc.Arbitrary<unknown> = fc.oneof(awkward, fc.jsonValue());

/** A valid value with one to three places of it replaced, taken away, or added to. */
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
      // A copy: what is put in is changed by the next change, and generated values are shared.
      else changeAt(value, path, kind, name, structuredClone(other));
    }
    return value;
  });
}

/** The text of a value, cut short or with some of it replaced. */
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

/** A message body: a valid one damaged, garbled, or anything at all. */
export function malformedJson(valid: unknown): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 3, arbitrary: damaged(valid).map((value) => JSON.stringify(value) ?? "") },
    { weight: 1, arbitrary: garbled(JSON.stringify(valid)) },
    { weight: 1, arbitrary: anyJson.map((value) => JSON.stringify(value)) },
  );
}

/** Every place of a value, the whole included. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}

function changeAt(root: unknown, path: Path, kind: string, name: string, value: unknown): void {
  let place: unknown = root;
  for (const key of path.slice(0, -1)) place = Reflect.get(Object(place), key);
  // An earlier change may have taken the place away.
  if (typeof place !== "object" || place === null) return;
  const key = path.at(-1) ?? "";
  if (kind === "remove") Reflect.deleteProperty(place, key);
  else define(place, kind === "add" ? name : key, value);
}

/** As JSON.parse makes properties: `__proto__` is one like any other. */
function define(place: object, key: string | number, value: unknown): void {
  const descriptor = { value, writable: true, enumerable: true, configurable: true };
  // The length of an array is its own affair.
  if (Array.isArray(place) && key === "length") return;
  Reflect.defineProperty(place, key, descriptor);
}
