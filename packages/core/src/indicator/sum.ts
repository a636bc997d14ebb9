/** Compensated summation from the first value on. Source: A. Neumaier (1974), as in Python 3.12's
 *  `sum`. */
export function compensatedSum(values: Float64Array): number {
  let sum = 0;
  let lost = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] as number;
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return lost !== 0 && Number.isFinite(lost) ? sum + lost : sum;
}

/** Sums in eight interleaved lanes, then adds the lanes pairwise. Source: NumPy's `add.reduce` over
 *  a contiguous array of at most 128 doubles. */
export function laneSum(values: Float64Array): number {
  const count = values.length;
  const at = (index: number) => values[index] as number;
  let sum = 0;
  let index = 0;
  if (count >= 8) {
    let [a, b, c, d] = [at(0), at(1), at(2), at(3)];
    let [e, f, g, h] = [at(4), at(5), at(6), at(7)];
    for (index = 8; index + 8 <= count; index += 8) {
      a += at(index);
      b += at(index + 1);
      c += at(index + 2);
      d += at(index + 3);
      e += at(index + 4);
      f += at(index + 5);
      g += at(index + 6);
      h += at(index + 7);
    }
    sum = a + b + (c + d) + (e + f + (g + h));
  }
  for (; index < count; index += 1) sum += at(index);
  return sum;
}
