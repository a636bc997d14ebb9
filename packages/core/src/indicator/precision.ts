/** Decimals that the results of indicators are rounded to. */
export type Precision = Readonly<{
  /** Of bands. */
  band: number;
  /** Of exponential averages, true ranges and the MACD. */
  average: number;
}>;

/** As the reference rounds: 4 and 5 decimals, chosen for prices of two. */
export const REFERENCE_PRECISION: Precision = { band: 4, average: 5 };

/** The most decimals of a price step that a precision is derived from. */
const MAX_DECIMALS = 10;

/** The precision for an instrument. The reference's rounding is kept where it is at most a tenth of
 *  the price step, and so cannot change what a condition compares. For a finer step it would: the
 *  bands of a coin at 0.00001 would be 0. There the decimals of the step are kept and as many more
 *  as the reference keeps for prices of two decimals. */
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
