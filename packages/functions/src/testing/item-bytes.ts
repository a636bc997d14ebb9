/** The size of an item as AWS counts it: names and strings in UTF-8, about half a byte per
 *  digit, one byte for a boolean or null, three for a list or map plus one per element.
 *  Source: Amazon DynamoDB Developer Guide, "DynamoDB item sizes and formats". */
export function itemBytes(value: unknown): number {
  if (value === undefined) return 0;
  if (typeof value === "string") return Buffer.byteLength(value);
  if (typeof value === "number") {
    return Math.ceil(String(value).replaceAll(/[-.]|^0+/g, "").length / 2) + 1;
  }
  if (value instanceof Uint8Array) return value.length;
  if (typeof value !== "object" || value === null) return 1;
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  const named = Array.isArray(value) ? 0 : entries.reduce((sum, [name]) => sum + name.length, 0);
  return entries.reduce((sum, [, field]) => sum + itemBytes(field) + 1, 3 + named);
}
