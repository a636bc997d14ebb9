/** Seeded random numbers. The simulated market uses only integer arithmetic, additions and
 *  multiplications, which give the same bits on every machine. `Math.exp` and similar functions may
 *  not. */
export type Chance = Readonly<{
  /** Uniform in [0, 1). */
  uniform: () => number;
  /** Mean 0, variance 1, never beyond 3.5: the sum of four uniforms. */
  normal: () => number;
}>;

/** A random stream identified by these words. The same words give the same stream, independent of
 *  other streams. */
export function chanceOf(...words: readonly (string | number)[]): Chance {
  let state = hash(words.join("\u0000"));
  // The 32-bit generator "mulberry32" (T. Ettinger, public domain).
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const normal = (): number =>
    (uniform() + uniform() + uniform() + uniform() - 2) * 1.7320508075688772;
  return { uniform, normal };
}

/** FNV-1a over UTF-16 units, 32 bits, with a final mix so that similar words give different
 *  seeds. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return value ^ (value >>> 16);
}
