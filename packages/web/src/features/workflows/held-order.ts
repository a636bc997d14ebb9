/** Keeps the displayed order: first the rows in `held`, in its order, then new rows as they
 *  come. Removed rows are dropped. */
export function holdOrder<Row extends { readonly id: string }>(
  held: readonly string[],
  rows: readonly Row[],
): readonly Row[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const kept = held.flatMap((id) => byId.get(id) ?? []);
  const known = new Set(held);
  return [...kept, ...rows.filter((row) => !known.has(row.id))];
}

/** How many rows are not where a new sort would put them. */
export function movedCount(
  shown: readonly { readonly id: string }[],
  fresh: readonly { readonly id: string }[],
): number {
  return fresh.filter((row, place) => shown[place]?.id !== row.id).length;
}
