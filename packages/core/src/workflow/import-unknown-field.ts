import { type Place, pathOf, show } from "./import-field.ts";
import type { YamlNode } from "./yaml-tree.ts";

/** Fields by name, with the fields they contain. The items of a list have the fields of the list. */
type Fields = { readonly [name: string]: Fields | null };

const POINT: Fields = { x: null, y: null };
const WORKFLOW: Fields = {
  id: null,
  name: null,
  index: null,
  cfd: null,
  enable: null,
  dry_run: null,
  is_us: null,
  end_date: null,
  conditions: {
    indicator: { name: null, ut: null, value: null, zone_value: null, x1: POINT, x2: POINT },
    close: { direction: null, ut: null, spread: null },
    element: null,
  },
  match: null,
  instruments: null,
  trigger: {
    ut: null,
    signal: null,
    location: null,
    order_direction: null,
    quantity: null,
    offset: null,
  },
  repeat: null,
  announce: null,
  notify: null,
  tags: null,
};

/** Fields of the reference's files that Bellwether does not use. */
const PASSED_OVER: ReadonlySet<string> = new Set(["created_at", "updated_at", "comment"]);

export type UnknownField = Readonly<{ place: Place; reason: string }>;

/** The fields of a workflow in a file that Bellwether does not know. If they were ignored, a misspelt
 *  field would get its default: `dyr_run: true` would be a live workflow. */
export function unknownFields(workflow: YamlNode): readonly UnknownField[] {
  return unknownIn(workflow, WORKFLOW, "").filter(({ place }) => !PASSED_OVER.has(place.path));
}

function unknownIn(node: YamlNode, fields: Fields, path: string): readonly UnknownField[] {
  if (node.kind === "list") {
    return node.items.flatMap((item, index) => unknownIn(item, fields, `${path}[${index}]`));
  }
  if (node.kind !== "map") return [];
  const unknown = [...node.entries].flatMap(([key, value]) => {
    const place = { node: value, path: pathOf(path, key) };
    const inner = fields[key];
    if (inner === null) return [];
    if (inner !== undefined) return unknownIn(value, inner, place.path);
    return [{ place, reason: `is not a known field${suggestion(key, Object.keys(fields))}` }];
  });
  const others = node.otherKeys.map(({ line, value }) => ({
    place: { node: { kind: "scalar" as const, line, value }, path: pathOf(path, show(value)) },
    reason:
      typeof value === "number"
        ? "is a number where a field should be: write decimals with a point, 0.5, and no commas in numbers"
        : "is not a known field: its name is not text",
  }));
  const repeated = node.repeatedKeys.map(({ line, name }) => ({
    place: { node: { kind: "scalar" as const, line, value: name }, path: pathOf(path, name) },
    reason: "is written more than once: remove all but one",
  }));
  return [...unknown, ...others, ...repeated];
}

function suggestion(key: string, names: readonly string[]): string {
  const meant = names.find((name) => isSpeltAlike(key, name));
  return meant === undefined ? "; write comments after a #" : `: did you mean ${meant}?`;
}

/** Whether two names have the same letters and digits in any order, or differ by one. */
function isSpeltAlike(one: string, other: string): boolean {
  const [a, b] = [lettersOf(one), lettersOf(other)];
  if (sorted(a) === sorted(b)) return true;
  const shorter = Math.min(a.length, b.length);
  let before = 0;
  while (before < shorter && a[before] === b[before]) before += 1;
  let after = 0;
  while (after < shorter - before && a.at(-1 - after) === b.at(-1 - after)) after += 1;
  return Math.max(a.length, b.length) - before - after <= 1;
}

function lettersOf(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z\d]/g, "");
}

function sorted(letters: string): string {
  return letters.split("").toSorted().join("");
}
