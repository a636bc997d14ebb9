import * as z from "zod";

/** What differs between two revisions of a list whose rows have ids. */
const rowChangesSchema = z.object({
  /** New and changed rows, in the order of the list, each with its position there. A row that the
   *  earlier revision has is sent with only the fields that differ. */
  changed: z.array(z.object({ at: z.int().nonnegative(), row: z.looseObject({ id: z.string() }) })),
  /** Rows of the earlier revision that are gone. One that is also among the changed is replaced. */
  removed: z.array(z.string()),
});
type RowChanges = z.infer<typeof rowChangesSchema>;

/** The schema of an answer that has the changes in place of the rows, which are in the field `rows`. */
export function listChangesSchema(list: z.ZodObject, rows: string) {
  const { [rows]: _, ...rest } = list.shape;
  return z.object({ ...rest, ...rowChangesSchema.shape });
}

type Row = Readonly<{ id: string }>;

/** Rows as JSON by id, in the order of their list. */
export type RowTexts = ReadonlyMap<string, string>;

/** The rows as JSON. A text that `known` has already is shared with it: a dozen revisions of thousands
 *  of rows then cost little more than one. */
export function rowTexts(rows: readonly Row[], known: RowTexts = new Map()): RowTexts {
  return new Map(
    rows.map((row) => {
      const text = JSON.stringify(row);
      const before = known.get(row.id);
      return [row.id, before === text ? before : text];
    }),
  );
}

/** What makes `after` of `before`. */
export function rowChanges(before: RowTexts, after: RowTexts): RowChanges {
  const places = new Map([...before.keys()].map((id, place) => [id, place]));
  const changed: RowChanges["changed"] = [];
  const removed = [...before.keys()].filter((id) => !after.has(id));
  let last = -1;
  for (const [at, [id, text]] of [...after].entries()) {
    const known = before.get(id);
    const place = places.get(id) ?? -1;
    // A row that overtook another one is listed too, even if it is the same otherwise.
    if (known === text && place > last) {
      last = place;
      continue;
    }
    const row = JSON.parse(text) as RowChanges["changed"][number]["row"];
    const fields = known === undefined ? row : changedFields(JSON.parse(known), row);
    if (fields === null) removed.push(id);
    changed.push({ at, row: fields ?? row });
  }
  return { changed, removed };
}

/** Null if a field is gone, which single fields cannot express. */
function changedFields<Fields extends Row>(before: Row, after: Fields): Fields | null {
  if (Object.keys(before).some((name) => !Object.hasOwn(after, name))) return null;
  const fields = Object.entries(after).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(Reflect.get(before, name)),
  );
  return Object.assign(Object.fromEntries(fields), { id: after.id }) as Fields;
}

/** The rows after the changes. Rows that did not change are the same objects. `read` checks a row that
 *  did. */
export function withChanges<Each extends Row>(
  before: readonly Each[],
  { changed, removed }: RowChanges,
  read: (row: unknown) => Each,
): readonly Each[] {
  const known = new Map(before.map((row) => [row.id, row]));
  for (const id of removed) known.delete(id);
  const moved = new Set(changed.map(({ row }) => row.id));
  const staying = [...known.values()].filter(({ id }) => !moved.has(id));
  const rows: Each[] = [];
  let next = 0;
  for (const { at, row } of changed) {
    while (rows.length < at && next < staying.length) rows.push(staying[next++] as Each);
    rows.push(read({ ...known.get(row.id), ...row }));
  }
  return [...rows, ...staying.slice(next)];
}
