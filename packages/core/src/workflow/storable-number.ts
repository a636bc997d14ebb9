import * as z from "zod";

/** Beyond these magnitudes a number is a slip of the pen, and the database would refuse it in the
 *  middle of a write (it keeps 1e-130 to 1e126). */
const LARGEST = 1e100;
const SMALLEST = 1e-100;

/** A number a trader writes: zero, or of a magnitude that can be stored. */
export const storableNumberSchema = z
  .number()
  .gte(-LARGEST)
  .lte(LARGEST)
  .refine((value) => value === 0 || Math.abs(value) >= SMALLEST, "is too close to zero");
