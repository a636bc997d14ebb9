/** Rows in the order in which their reader knows them: those in `held` first, in its order, then
 *  the new ones as they come. What is gone is gone. */
export function holdOrder<Row extends { readonly id: string }>(
  held: readonly string[],
  rows: readonly Row[],
): readonly Row[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const kept = held.flatMap((id) => byId.get(id) ?? []);
  const known = new Set(held);
  return [...kept, ...rows.filter((row) => !known.has(row.id))];
}

/** How many rows are elsewhere than a fresh sort would put them. */
export function movedCount(
  shown: readonly { readonly id: string }[],
  fresh: readonly { readonly id: string }[],
): number {
  return fresh.filter((row, place) => shown[place]?.id !== row.id).length;
}
