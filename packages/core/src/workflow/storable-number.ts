import * as z from "zod";

/** Numbers outside this range are typing errors. DynamoDB stores 1e-130 to 1e126, and would refuse
 *  others in the middle of a write. */
const LARGEST = 1e100;
const SMALLEST = 1e-100;

/** Zero, or a number whose magnitude can be stored. */
export const storableNumberSchema = z
  .number()
  .gte(-LARGEST)
  .lte(LARGEST)
  .refine((value) => value === 0 || Math.abs(value) >= SMALLEST, "is too close to zero");
