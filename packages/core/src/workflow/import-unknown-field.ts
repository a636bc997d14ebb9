import type { Place } from "./import-field.ts";
import type { YamlNode } from "./yaml-tree.ts";

/** Fields by name, and what they contain; the items of a list all have the same. */
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
  trigger: {
    ut: null,
    signal: null,
    location: null,
    order_direction: null,
    quantity: null,
    offset: null,
  },
  repeat: null,
};

export type UnknownField = Readonly<{ place: Place; reason: string }>;

/** The fields of a workflow in a file that nothing reads. At its top only those that look like one
 *  that is read, such as `dryrun`: traders keep remarks there, and the reference passes over them. */
export function unknownFields(workflow: YamlNode): readonly UnknownField[] {
  return unknownIn(workflow, WORKFLOW, "").filter(
    ({ place, meant }) => meant !== undefined || /[.[]/.test(place.path),
  );
}

function unknownIn(
  node: YamlNode,
  fields: Fields,
  path: string,
): readonly (UnknownField & { readonly meant: string | undefined })[] {
  if (node.kind === "list") {
    return node.items.flatMap((item, index) => unknownIn(item, fields, `${path}[${index}]`));
  }
  if (node.kind !== "map") return [];
  return [...node.entries].flatMap(([key, value]) => {
    const place = { node: value, path: path === "" ? key : `${path}.${key}` };
    const inner = fields[key];
    if (inner === null) return [];
    if (inner !== undefined) return unknownIn(value, inner, place.path);
    const meant = Object.keys(fields).find((name) => isSpeltAlike(key, name));
    const reason = meant === undefined ? "is not read" : `is not read: ${meant} is meant?`;
    return [{ place, reason, meant }];
  });
}

/** The same letters and digits, but for one. */
function isSpeltAlike(one: string, other: string): boolean {
  const a = lettersOf(one);
  const b = lettersOf(other);
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
