import * as fc from "fast-check";
import { expect, test } from "vitest";
import { roundDecimal } from "./rounding.ts";

/** The correctly rounded decimal, computed with integers only. */
function roundedExactly(value: number, digits: number): number {
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setFloat64(0, Math.abs(value));
  const bits = bytes.getBigUint64(0);
  const exponent = Number(bits >> 52n) - 1_075;
  const mantissa = (bits & ((1n << 52n) - 1n)) | (1n << 52n);
  // |value| * 10^digits = numerator / denominator
  const shift = BigInt(Math.abs(exponent));
  const numerator = mantissa * 10n ** BigInt(digits) * (exponent > 0 ? 1n << shift : 1n);
  const denominator = exponent > 0 ? 1n : 1n << shift;
  const below = numerator / denominator;
  const twiceRest = 2n * (numerator % denominator);
  const up = twiceRest > denominator || (twiceRest === denominator && below % 2n === 1n);
  return Math.sign(value) * Number(`${up ? below + 1n : below}e-${digits}`);
}

const prices = fc.double({ min: 1e-6, max: 1e9, noNaN: true });
/** Values on a binary grid, where exact ties are common. */
const ties = fc.integer({ min: 1, max: 2 ** 40 }).map((units) => units / 64);

test("rounds every price to the nearest decimal, ties to even", () => {
  fc.assert(
    fc.property(
      fc.oneof(prices, ties),
      fc.constantFrom(4 as const, 5 as const),
      (value, digits) => {
        const rounded = roundedExactly(value, digits);
        expect(roundDecimal(value, digits)).toBe(rounded);
        // Adding 0 removes the sign of a negative zero.
        expect(roundDecimal(-value, digits) + 0).toBe(-rounded + 0);
      },
    ),
    { numRuns: 2_000 },
  );
});
