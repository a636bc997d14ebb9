import * as z from "zod";
import { comboValueSchema } from "../indicator/combo-value.ts";
import { unitTimeSchema } from "../market/unit-time.ts";
import { isoDateSchema } from "../time/instant.ts";
import { storableNumberSchema } from "./storable-number.ts";

export const INDICATOR_NAMES = [
  "ma7",
  "ma50",
  "combo",
  "bbb",
  "bbh",
  "polarite",
  "zone",
  "inclined",
] as const;
export type IndicatorName = (typeof INDICATOR_NAMES)[number];

/** The labels of the reference, which traders know. */
export const INDICATOR_LABELS: Readonly<Record<IndicatorName, string>> = {
  ma7: "MM7",
  ma50: "MA50",
  combo: "COMBO",
  bbb: "BBB",
  bbh: "BBH",
  polarite: "POL (Polarité)",
  zone: "ZONE",
  inclined: "INCLINED",
};

/** A point of an inclined line: `x` a day (its midnight, UTC), `y` a price. */
const linePointSchema = z.object({ x: isoDateSchema, y: storableNumberSchema });

const computed = <Name extends IndicatorName>(name: Name) =>
  z.object({ name: z.literal(name), ut: unitTimeSchema });

/** The number with which the market is compared. Each name has only the fields it needs. */
export const indicatorSchema = z.discriminatedUnion("name", [
  computed("ma7"),
  computed("ma50"),
  computed("combo"),
  computed("bbb"),
  computed("bbh"),
  computed("polarite").extend({ value: storableNumberSchema }),
  computed("zone").extend({ value: storableNumberSchema, zone_value: storableNumberSchema }),
  computed("inclined").extend({ x1: linePointSchema, x2: linePointSchema }),
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
