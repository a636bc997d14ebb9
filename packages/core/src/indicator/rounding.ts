/** The powers of ten that a double represents exactly, by exponent. */
const SCALES = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

function scaleOf(digits: number): number {
  const scale = SCALES[digits];
  if (scale === undefined) throw new RangeError(`cannot round to ${digits} decimals`);
  return scale;
}

/** Rounds to `digits` decimals, 0 to 15: the decimal nearest to the exact binary value, ties to
 *  even. `toFixed` breaks exact ties away from zero, and scaling with `Math.round` moves values
 *  near a tie. Source: Python's `round(x, digits)`, with which the reference rounds prices and
 *  indicators. */
export function roundDecimal(value: number, digits: number): number {
  const scale = scaleOf(digits);
  const scaled = value * scale;
  // Far from a tie and small enough, the error of the product cannot change the nearest integer,
  // and one division of two exact integers is correctly rounded.
  if (scaled < 2 ** 40 && scaled > -(2 ** 40)) {
    const below = Math.floor(scaled);
    const fraction = scaled - below;
    if (fraction < 0.499) return below / scale;
    if (fraction > 0.501) return (below + 1) / scale;
  }
  return roundExactly(value, digits);
}

function roundExactly(value: number, digits: number): number {
  if (!Number.isFinite(value) || Math.abs(value) >= 1e21) return value;
  // value * 10^digits is k + 1/2 exactly if, and only if, value * 2^(digits + 1) is an odd integer.
  const numerator = value * 2 ** (digits + 1);
  const isTie = Number.isInteger(numerator) && Math.abs(numerator % 2) === 1;
  if (!isTie) return Number(value.toFixed(digits));
  const doubled = BigInt(numerator) * 5n ** BigInt(digits);
  // `doubled` is odd. Its two neighbours are twice the candidates, one of which is even.
  const even = (doubled + 1n) % 4n === 0n ? doubled + 1n : doubled - 1n;
  return Number(even / 2n) / scaleOf(digits);
}

/** Rounds to `digits` decimals by scaling: the nearest integer to the scaled double, ties to even.
 *  Differs from `roundDecimal` near ties. Source: `numpy.round`, with which the reference rounds
 *  its bands. */
export function roundScaled(value: number, digits: number): number {
  const scale = scaleOf(digits);
  const scaled = value * scale;
  const below = Math.floor(scaled);
  const fraction = scaled - below;
  if (fraction === 0.5) return (below % 2 === 0 ? below : below + 1) / scale;
  return (fraction < 0.5 ? below : below + 1) / scale;
}
