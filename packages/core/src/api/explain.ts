import * as z from "zod";
import { COMBO_PARTS } from "../indicator/combo-part.ts";
import { sessionSchema } from "../market/instrument.ts";
import { unitTimeSchema } from "../market/unit-time.ts";
import { DECIDED_OTHERWISE } from "../run/audit.ts";
import { DECISION_OUTCOMES, workflowDecisionSchema } from "../signal/workflows-decided.ts";
import { instantSchema } from "../time/instant.ts";
import { explanationSchema } from "../workflow/explanation.ts";

/** What a run decided at the tick explained, and whether the explanation still agrees with it. */
const decidedSchema = workflowDecisionSchema.extend({
  /** Why the explanation differs from what was decided then; null where it does not. */
  differs: z.enum(DECIDED_OTHERWISE).nullable(),
});

/** The order that a signal of this moment would propose, whether or not the condition holds. */
const proposalSchema = z.object({
  order_price: z.number(),
  order_quantity: z.number(),
  order_direction: z.enum(["BUY", "SELL"]),
  order_type: z.enum(["LIMIT", "OPEN_STOP"]),
  /** From the close of the trigger candle to the price, in per cent of the close. */
  away_percent: z.number(),
});

/** A requirement of a combo, and whether it is met; null where it depends on one that is not. */
const comboPartSchema = z.object({ name: z.enum(COMBO_PARTS), holds: z.boolean().nullable() });

/** Why a workflow does or does not hold, now or at an earlier tick. Answer of
 *  `GET /workflows/{id}/explain`: an evaluation at `as_of` that emits nothing. */
export const explainSchema = z.object({
  workflow_id: z.string(),
  workflow_version: z.int().positive(),
  index: z.string(),
  cfd: z.string(),
  /** The session it is evaluated in: its instrument's, or else the workflow's. */
  market: sessionSchema,
  /** Decimals a price of the cfd is shown with; null when the market does not know it. */
  price_decimals: z.int().min(0).max(10).nullable(),
  /** The result of a run at `as_of`. `closed`: its session is closed, so that no run evaluates it.
   *  `inactive`: disabled or past its end date. */
  outcome: z.enum([...DECISION_OUTCOMES, "closed", "inactive"]),
  reason: z.string().nullable(),
  detail: z.string().nullable(),
  /** Null if no candle could be read. */
  explanation: explanationSchema.nullable(),
  /** Null without a trigger candle. */
  proposal: proposalSchema.nullable(),
  /** For each combo among the conditions: its requirements, in the order of checking. */
  combos: z.array(z.object({ ut: unitTimeSchema, parts: z.array(comboPartSchema) })),
  /** What the run of that tick decided; null for now, and if none is stored. */
  decided: decidedSchema.nullable(),
  as_of: instantSchema,
});
export type Explain = z.infer<typeof explainSchema>;
