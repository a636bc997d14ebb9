import * as z from "zod";
import { comboValueSchema } from "../indicator/combo-value.ts";
import { COMPUTED, type ComputedIndicator } from "../indicator/computed-indicators.ts";
import { unitTimeSchema } from "../market/unit-time.ts";
import { isoDateSchema } from "../time/instant.ts";
import { storableNumberSchema } from "./storable-number.ts";

/** The names of the indicators that are computed from candles. */
export const COMPUTED_INDICATORS = Object.keys(COMPUTED) as [
  ComputedIndicator,
  ...ComputedIndicator[],
];

/** Levels that the trader names: the short name of the reference, and what it means. */
const LEVELS = {
  polarite: { label: "POL (Polarité)", words: "Polarity level" },
  zone: { label: "ZONE", words: "Zone" },
  inclined: { label: "INCLINED", words: "Inclined line" },
} as const;

const INDICATORS = { ...COMPUTED, ...LEVELS };
export type IndicatorName = keyof typeof INDICATORS;
export const INDICATOR_NAMES = Object.keys(INDICATORS) as [IndicatorName, ...IndicatorName[]];

export const INDICATOR_LABELS = inEach("label");
export const INDICATOR_WORDS = inEach("words");

function inEach(text: "label" | "words"): Readonly<Record<IndicatorName, string>> {
  const texts = Object.entries(INDICATORS).map(([name, indicator]) => [name, indicator[text]]);
  return Object.fromEntries(texts) as Record<IndicatorName, string>;
}

/** A point of an inclined line: `x` a day (its midnight, UTC), `y` a price. */
const linePointSchema = z.object({ x: isoDateSchema, y: storableNumberSchema });

const named = <Name extends IndicatorName>(name: Name) =>
  z.object({ name: z.literal(name), ut: unitTimeSchema });

/** The number with which the market is compared. Each name has only the fields it needs. */
export const indicatorSchema = z.discriminatedUnion("name", [
  z.object({ name: z.enum(COMPUTED_INDICATORS), ut: unitTimeSchema }),
  named("polarite").extend({ value: storableNumberSchema }),
  named("zone").extend({ value: storableNumberSchema, zone_value: storableNumberSchema }),
  named("inclined").extend({ x1: linePointSchema, x2: linePointSchema }),
]);
export type Indicator = Readonly<z.infer<typeof indicatorSchema>>;

/** A level in points, the [low, high] of a zone, or the result of the combo (null: no combo). */
export const indicatorValueSchema = z.union([
  z.number(),
  z.tuple([z.number(), z.number()]),
  comboValueSchema,
  z.null(),
]);
export type IndicatorValue = z.infer<typeof indicatorValueSchema>;
