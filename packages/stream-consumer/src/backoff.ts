/** Milliseconds to wait after `failures` failures in a row: doubling from `baseMs` to `maxMs`, of
 *  which the upper half is random, so that workers that failed together do not retry together. */
export function backoffMs(
  failures: number,
  { baseMs, maxMs }: { readonly baseMs: number; readonly maxMs: number },
  random: () => number,
): number {
  const full = Math.min(maxMs, baseMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(full / 2 + (full / 2) * random());
}
