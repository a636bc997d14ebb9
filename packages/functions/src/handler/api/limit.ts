import * as z from "zod";

/** How many items a page has at most, as digits in a query. */
export function limitSchema(max: number) {
  const message = `must be a whole number from 1 to ${max}`;
  return z
    .string()
    .regex(/^[1-9]\d{0,8}$/, { error: message, abort: true })
    .transform(Number)
    .pipe(z.int().max(max, message))
    .meta({ type: "integer", minimum: 1, maximum: max });
}
