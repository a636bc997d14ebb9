import * as z from "zod";
import { routingSchema } from "../channel/routing.ts";
import { unitTimeSchema } from "../market/unit-time.ts";
import { scoreSchema } from "../outcome/score.ts";
import { lastOrderSchema } from "../projection/last-order.ts";
import { signalTicksSchema } from "../projection/signal-ticks.ts";
import { codeSchema, lineSchema } from "../text.ts";
import { instantSchema, isoDateSchema } from "../time/instant.ts";
import { announceSchema } from "./announce.ts";
import { indicatorSchema } from "./indicator.ts";
import { snoozeSchema } from "./snooze.ts";
import { storableNumberSchema } from "./storable-number.ts";

/** On which side of the indicator the market must be, on which candle, within how many points. */
const closeSchema = z.object({
  direction: z.enum(["above", "below"]),
  ut: unitTimeSchema,
  /** The maximum distance from the level, in points. */
  spread: storableNumberSchema.nonnegative().default(0),
});

export const conditionSchema = z.object({
  indicator: indicatorSchema,
  close: closeSchema,
  /** The one number of the condition candle to test; without it, the close or the facing wick. */
  element: z.enum(["close", "high", "low"]).nullable().default(null),
});
export type Condition = Readonly<z.infer<typeof conditionSchema>>;

/** How the order is derived from the trigger candle. */
export const triggerSchema = z.object({
  ut: unitTimeSchema,
  signal: z.literal("breakout"),
  location: z.enum(["higher", "lower"]),
  order_direction: z.enum(["buy", "sell"]),
  /** 0 is an alert: the order is proposed and announced, with nothing to buy or sell. */
  quantity: storableNumberSchema.nonnegative(),
  /** Points beyond the trigger candle at which the order is placed. */
  offset: storableNumberSchema.nonnegative().default(1),
});
export type Trigger = Readonly<z.infer<typeof triggerSchema>>;

/** In UTF-16 units, each at most three bytes of UTF-8: a DynamoDB key has at most 2,048 bytes. Some
 *  characters become eighteen in Unicode's normal form. */
const MAX_NAME_KEY = 600;

export const MAX_CONDITIONS = 5;
const CONDITIONS_WANTED = `a workflow has 1 to ${MAX_CONDITIONS} conditions`;

type Conditions = [Condition, ...Condition[]];
const conditionListSchema = z
  .array(conditionSchema, { error: CONDITIONS_WANTED })
  .min(1, CONDITIONS_WANTED)
  .max(MAX_CONDITIONS, CONDITIONS_WANTED);
/** Its type says what `min` checks: that there is a first one. A tuple with a rest would report a
 *  list without any as a fault of its first item. */
const conditionsSchema = conditionListSchema as unknown as z.ZodType<Conditions>;

/** The fields of a workflow that the trader sets. */
export const workflowDraftSchema = z.object({
  name: lineSchema(200).refine(
    (name) => nameKey(name).length <= MAX_NAME_KEY,
    "is too long in its normal form",
  ),
  index: codeSchema(100),
  cfd: codeSchema(100),
  enable: z.boolean(),
  dry_run: z.boolean().default(true),
  is_us: z.boolean().default(false),
  /** The last day on which it is evaluated, UTC; null for no end. */
  end_date: isoDateSchema.nullable().default(null),
  conditions: conditionsSchema,
  /** Whether all conditions have to hold, or any one of them. */
  match: z.enum(["all", "any"]).default("all"),
  trigger: triggerSchema,
  /** How often a condition that continues to hold signals: at every run, once for each condition
   *  candle, or once until it stops holding. */
  repeat: z.enum(["every_run", "once_per_candle", "once_per_episode"]).default("once_per_candle"),
  announce: announceSchema.default("once_per_episode"),
  /** The channels that announce its signals; null for all that are configured. */
  notify: routingSchema.default(null),
  /** The trader's own words to find it by. */
  tags: z
    .array(lineSchema(40))
    .max(10)
    .refine((tags) => new Set(tags.map(nameKey)).size === tags.length, "has a tag twice")
    .default([]),
});
export type WorkflowDraft = z.infer<typeof workflowDraftSchema>;

/** A workflow as stored. Only the stream projector writes `last_order` and `signal_ticks`. */
export const workflowSchema = workflowDraftSchema.extend({
  id: z.uuid(),
  /** Raised by each edit through the API; edits send the version they read. */
  version: z.int().positive(),
  /** Stored before invisible characters were refused. */
  index: lineSchema(100),
  cfd: lineSchema(100),
  /** Stored before the setting existed: every run, as it was then. */
  repeat: workflowDraftSchema.shape.repeat.unwrap().default("every_run"),
  created_at: instantSchema,
  updated_at: instantSchema,
  last_order: lastOrderSchema.optional(),
  signal_ticks: signalTicksSchema.optional(),
  /** The newest score of its rule, the projector's to write. */
  score: scoreSchema.optional(),
  /** Set and removed by itself: neither an edit nor a new version. May be over. */
  snooze: snoozeSchema.optional(),
});
export type Workflow = Readonly<z.infer<typeof workflowSchema>>;

/** The key under which names are unique: without regard to case, in Unicode's normal form. */
export function nameKey(name: string): string {
  return name.trim().normalize("NFKC").toLowerCase();
}
