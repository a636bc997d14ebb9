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

/** One condition at a tick: every number that was looked at, in the order it was looked at. What
 *  was not reached is null or empty. */
const conditionExplanationSchema = z.object({
  indicator: z
    .object({ name: z.enum(INDICATOR_NAMES), ut: unitTimeSchema, value: indicatorValueSchema })
    .nullable(),
  direction: z.enum(["above", "below"]),
  spread: z.number(),
  /** The unit time of the condition candle. */
  candle_ut: unitTimeSchema,
  condition_candle: candleSchema.nullable(),
  /** The condition holds when all tests of one alternative hold. Empty for a combo. */
  alternatives: z.array(z.array(rangeTestSchema)),
  /** For a combo: the direction it has to have. */
  expected_combo: z.enum(["Buy", "Sell"]).nullable(),
  /** Null where it could not be decided; `problem` then says why. */
  holds: z.boolean().nullable(),
  problem: z.string().nullable(),
  /** How far the market is from the condition, in points; 0 if it holds, null if there is
   *  no distance. */
  distance_points: z.number().nullable(),
});
export type ConditionExplanation = z.infer<typeof conditionExplanationSchema>;

/** Why a workflow signals at a tick, or does not: each of its conditions, in the workflow's order,
 *  and the combined result. */
export const explanationSchema = z.object({
  match: z.enum(["all", "any"]),
  conditions: z.tuple([conditionExplanationSchema], conditionExplanationSchema),
  trigger_candle: candleSchema.nullable(),
  /** Whether all, or any, of the conditions hold; null where that could not be decided. */
  holds: z.boolean().nullable(),
  /** The distance of the decisive condition, in points. */
  distance_points: z.number().nullable(),
});
export type Explanation = z.infer<typeof explanationSchema>;

/** The condition whose indicator and distance stand for the workflow. With `all` it is the one
 *  farthest from holding, because the others have to wait for it; with `any` the nearest. One
 *  without a distance (a combo that is not there, or a condition that could not be decided) counts
 *  as farthest, and of equals the first is taken. */
export function decisiveCondition({
  match,
  conditions,
}: Pick<Explanation, "match" | "conditions">): ConditionExplanation {
  const [first, ...others] = conditions;
  let decisive = first;
  for (const each of others) {
    const gap = farness(each) - farness(decisive);
    if (match === "all" ? gap > 0 : gap < 0) decisive = each;
  }
  return decisive;
}

function farness({ holds, distance_points }: ConditionExplanation): number {
  return holds === true ? 0 : (distance_points ?? Number.MAX_VALUE);
}
