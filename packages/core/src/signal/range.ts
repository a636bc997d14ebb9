import * as z from "zod";

/** Ranges of instruments that one run may be divided into. */
export const MAX_RANGES = 8;

/** One of the ranges that the instruments of a run are divided into. */
export const rangeSchema = z
  .object({ index: z.int().nonnegative(), count: z.int().min(2).max(MAX_RANGES) })
  .refine(({ index, count }) => index < count, "is not one of its ranges");
export type Range = Readonly<z.infer<typeof rangeSchema>>;

/** The range of an instrument. All workflows that order it share a range, so that its series are
 *  read by one engine. FNV-1a, which spreads similar codes. */
export function rangeOf(code: string, count: number): number {
  let hash = 0x811c9dc5;
  for (let place = 0; place < code.length; place += 1) {
    hash = Math.imul(hash ^ code.charCodeAt(place), 0x01000193);
  }
  return (hash >>> 0) % count;
}
