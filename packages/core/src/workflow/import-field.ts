import { onOneLine } from "../text.ts";
import type { ImportError } from "./import-error.ts";
import { numberOf, type YamlScalar } from "./yaml-scalar.ts";
import type { YamlNode } from "./yaml-tree.ts";

/** A field of a workflow in a file: its node, or the one that should contain it, and its path. */
export type Place = Readonly<{ node: YamlNode; path: string }>;

/** Reads the fields of one workflow and collects the problems, so that all are reported at once. Each
 *  function returns `undefined` for what it could not read. */
export type FieldReader = Readonly<{
  problems: Omit<ImportError, "workflow">[];
  format: (place: Place, reason: string) => undefined;
  domain: (place: Place, reason: string) => undefined;
  /** The value of a key; null if it is null or missing, or if `place` is not a mapping. */
  optional: (place: Place, key: string) => Place | null;
  required: (place: Place, key: string) => Place | undefined;
  items: (place: Place) => readonly Place[] | undefined;
  scalar: (place: Place) => YamlScalar | undefined;
  /** As Python's `float()` reads it, unless YAML reads another number than is written. */
  number: (place: Place) => number | undefined;
  /** One of a set of words, without regard to case. */
  word: <Word extends string>(place: Place, words: readonly Word[]) => Word | undefined;
  /** Text, unless YAML gives it another type. */
  text: (place: Place) => string | undefined;
  flag: (place: Place) => boolean | undefined;
}>;

export function fieldReader(): FieldReader {
  const problems: Omit<ImportError, "workflow">[] = [];
  const report = (kind: ImportError["kind"]) => (place: Place, reason: string) => {
    problems.push({ line: place.node.line, field: place.path, reason, kind });
    return undefined;
  };
  const format = report("format");
  const domain = report("domain");

  const find = (place: Place, key: string): Place | undefined => {
    if (place.node.kind !== "map") return format(place, "is not a mapping of fields");
    const node = place.node.entries.get(key);
    return node === undefined ? undefined : { node, path: pathOf(place.path, key) };
  };
  const scalar = (place: Place) =>
    place.node.kind === "scalar" ? place.node.value : format(place, "is not a single value");

  return {
    problems,
    format,
    domain,
    scalar,
    optional: (place, key) => {
      const found = find(place, key);
      return found === undefined || isNull(found) ? null : found;
    },
    required: (place, key) => {
      if (place.node.kind !== "map") return format(place, "is not a mapping of fields");
      const found = find(place, key);
      if (found !== undefined) return found;
      return format({ ...place, path: pathOf(place.path, key) }, "is missing");
    },
    items: (place) => {
      const { node } = place;
      if (node.kind === "list") {
        return node.items.map((item, index) => ({ node: item, path: `${place.path}[${index}]` }));
      }
      // Python iterates over an empty mapping or text as over an empty list.
      const isEmpty = node.kind === "map" ? node.entries.size === 0 : node.value === "";
      return isEmpty ? [] : format(place, "is not a list");
    },
    number: (place) => {
      const value = scalar(place);
      if (value === undefined) return undefined;
      if (typeof value === "boolean") return domain(place, `is ${value} for YAML: write a number`);
      const written = place.node.kind === "scalar" ? place.node.written : undefined;
      if (written !== undefined) {
        const meant = `is ${show(written)}, which YAML reads as ${show(value)}`;
        return domain(place, `${meant}: write the number in decimal digits`);
      }
      return numberOf(value) ?? format(place, `is not a number: ${show(value)}${pointHint(value)}`);
    },
    word: (place, words) => {
      const value = scalar(place);
      if (value === undefined) return undefined;
      const word = words.find((each) => typeof value === "string" && each === value.toLowerCase());
      return word ?? format(place, `is ${show(value)}; it can be ${words.join(", ")}`);
    },
    text: (place) => {
      const value = place.node.kind === "scalar" ? place.node.value : undefined;
      if (typeof value === "string") return value;
      return domain(place, `is read by YAML as ${describe(place)}: put it in quotes`);
    },
    flag: (place) => {
      const value = place.node.kind === "scalar" ? place.node.value : undefined;
      if (typeof value === "boolean") return value;
      return domain(place, `is ${describe(place)}; it can be true or false`);
    },
  };
}

/** The path of the workflow itself is empty. */
export function pathOf(parent: string, key: string): string {
  return parent === "" ? key : `${parent}.${key}`;
}

function pointHint(value: YamlScalar): string {
  return typeof value === "string" && /\d,\d/.test(value)
    ? "; write decimals with a point and no commas"
    : "";
}

function isNull(place: Place): boolean {
  return place.node.kind === "scalar" && place.node.value === null;
}

function describe({ node }: Place): string {
  if (node.kind === "scalar") return show(node.value);
  return node.kind === "list" ? "a list" : "a mapping";
}

/** The longest part of a value that a message repeats, in characters. */
const MAX_SHOWN = 60;

export function show(value: YamlScalar): string {
  if (value === null) return "empty";
  if (typeof value === "object") return `the date ${value.date}`;
  if (typeof value !== "string") return `${value}`;
  const text = onOneLine(value);
  return `"${text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text}"`;
}
