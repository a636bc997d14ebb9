import * as z from "zod";

/** The most items of a page, as digits in a query. */
export function limitSchema(max: number) {
  const error = `must be a whole number from 1 to ${max}`;
  return z
    .preprocess(digits, z.int({ error }).min(1, error).max(max, error))
    .meta({ type: "integer", minimum: 1, maximum: max });
}

function digits(value: unknown): unknown {
  return typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : value;
}
