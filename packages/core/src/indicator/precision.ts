/** The number of decimals that indicator results are rounded to. */
export type Precision = Readonly<{
  /** For Bollinger bands. */
  band: number;
  /** For exponential averages, true ranges and the MACD. */
  average: number;
}>;

/** The reference's rounding: 4 and 5 decimals, chosen for prices with two decimals. */
export const REFERENCE_PRECISION: Precision = { band: 4, average: 5 };

/** A precision is derived from at most this many decimals of the price step. */
const MAX_DECIMALS = 10;

/** The precision for an instrument. The reference's rounding is kept if it is at most a tenth of
 *  the price step, because it then cannot change the result of a condition. For a finer step it
 *  could: the bands of a coin at 0.00001 would be 0. In that case the precision is the decimals of
 *  the step, plus as many as the reference adds to prices with two decimals. */
export function precisionFor(instrument: {
  readonly decimals: number;
  readonly tick_size: number;
}): Precision {
  const ofStep = Math.ceil(-Math.log10(instrument.tick_size) - 1e-9);
  const decimals = Math.min(MAX_DECIMALS, Math.max(instrument.decimals, ofStep));
  const digits = (reference: number) =>
    decimals < reference ? reference : decimals + reference - 2;
  return { band: digits(REFERENCE_PRECISION.band), average: digits(REFERENCE_PRECISION.average) };
}
