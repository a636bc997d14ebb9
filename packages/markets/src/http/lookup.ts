import type { SystemNow } from "@bellwether/core/time";

const DAY_MS = 86_400_000;

/** Looks each code up once a day, also for concurrent calls, and again after a failure. The result
 *  expires because a market may change an instrument's key or price step at any time, and
 *  Bellwether runs for weeks. */
export function lookedUpDaily<T>(
  { systemNow }: { readonly systemNow: SystemNow },
  read: (code: string) => Promise<T>,
): (code: string) => Promise<T> {
  const found = new Map<string, { readonly atMs: number; readonly reading: Promise<T> }>();
  return (code) => {
    const known = found.get(code);
    if (known !== undefined && systemNow() < known.atMs + DAY_MS) return known.reading;
    const entry = { atMs: systemNow(), reading: read(code) };
    found.set(code, entry);
    entry.reading.catch(() => {
      if (found.get(code) === entry) found.delete(code);
    });
    return entry.reading;
  };
}
