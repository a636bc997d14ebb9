/** Plain query strings, `?status=enabled&page=2`, which a trader can read, write and share. Each
 *  route's schema parses the values. */
export function parseSearch(search: string): Record<string, string> {
  const { workflow, ...parameters } = Object.fromEntries(new URLSearchParams(search));
  // The words of a search, in bookmarks that are older than its one field.
  return workflow === undefined ? parameters : { q: workflow, ...parameters };
}

export function stringifySearch(search: Record<string, unknown>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (typeof value === "string" || typeof value === "number") parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}
