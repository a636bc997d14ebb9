import * as z from "zod";
import { candleSchema } from "../market/candle.ts";
import { unitTimeSchema } from "../market/unit-time.ts";
import { INDICATOR_NAMES, indicatorValueSchema } from "./indicator.ts";

/** One number of the condition candle against a range, inclusive at both ends; null is no limit. */
const rangeTestSchema = z.object({
  element: z.enum(["close", "high", "low"]),
  actual: z.number(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  holds: z.boolean(),
});
export type RangeTest = Readonly<z.infer<typeof rangeTestSchema>>;

/** Why a workflow signals at a tick, or does not: every number that was looked at, in the order it
 *  was looked at. What was not reached is null or empty. */
export const explanationSchema = z.object({
  indicator: z
    .object({ name: z.enum(INDICATOR_NAMES), ut: unitTimeSchema, value: indicatorValueSchema })
    .nullable(),
  direction: z.enum(["above", "below"]),
  spread: z.number(),
  condition_candle: candleSchema.nullable(),
  trigger_candle: candleSchema.nullable(),
  /** The condition holds when all tests of one alternative hold. Empty for a combo. */
  alternatives: z.array(z.array(rangeTestSchema)),
  /** For a combo: the direction it has to have. */
  expected_combo: z.enum(["Buy", "Sell"]).nullable(),
  holds: z.boolean().nullable(),
  /** How far the market is from the condition, in points; 0 where it holds, null where no price
   *  can tell. */
  distance_points: z.number().nullable(),
});
export type Explanation = z.infer<typeof explanationSchema>;
