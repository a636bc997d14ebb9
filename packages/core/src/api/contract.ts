/** The shapes that cross the HTTP edge. Instants are epoch seconds here; `api/instant-codec.ts`
 *  writes them as ISO 8601 on the wire and reads them back. */
import * as z from "zod";
import { sessionSchema } from "../market/instrument.ts";
import { LISTED_FIELDS, orderSchema } from "../order/order.ts";
import { outcomeSchema } from "../outcome/outcome.ts";
import { scoreSchema } from "../outcome/score.ts";
import { signalRowSchema } from "../projection/signal-row.ts";
import { DECISION_OUTCOMES } from "../signal/workflows-decided.ts";
import { instantSchema } from "../time/instant.ts";
import { INDICATOR_NAMES } from "../workflow/indicator.ts";
import { snoozeSchema } from "../workflow/snooze.ts";
import { workflowSchema } from "../workflow/workflow.ts";

export const API_BASE = "/api/workflow";

/** The newest run's decision on a workflow. `closed`: its session was closed. */
export const nowSchema = z.object({
  outcome: z.enum([...DECISION_OUTCOMES, "closed"]),
  reason: z.string().nullable(),
  /** How far the candle is from meeting the condition; 0 if it holds, null if there is no distance. */
  distance_points: z.number().nullable(),
  /** The same in mean daily ranges of the instrument, to compare rows of different instruments. */
  distance_ranges: z.number().nullable(),
  /** The tick since which the condition has held. */
  episode: instantSchema.nullable(),
  episode_count: z.int().nonnegative(),
});
export type Now = z.infer<typeof nowSchema>;

/** One row of the list. `broken` rows carry `problems` and what could still be read. */
export const workflowSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  index: z.string(),
  cfd: z.string(),
  enable: z.boolean(),
  dry_run: z.boolean(),
  is_us: z.boolean(),
  end_date: z.string().nullable(),
  indicator: z.enum(INDICATOR_NAMES).nullable(),
  ut: z.string().nullable(),
  /** Those of its other conditions, in order; `indicator` and `ut` are those of the first. */
  other_indicators: z
    .array(z.object({ indicator: z.enum(INDICATOR_NAMES), ut: z.string() }))
    .default([]),
  version: z.int().nullable(),
  tags: z.array(z.string()),
  problems: z.array(z.string()),
  last_order_timestamp: instantSchema.nullable(),
  last_order_market: sessionSchema.nullable(),
  last_order_direction: z.enum(["BUY", "SELL"]).nullable(),
  last_order_quantity: z.number().nullable(),
  last_order_price: z.number().nullable(),
  last_order_price_decimals: z.int().nullable(),
  last_order_dry_run: z.boolean().nullable(),
  /** Orders of each of the last seven UTC days, oldest first, today last. */
  signals_per_day: z.array(z.int().nonnegative()),
  /** The score of its present version over the last thirty days; null until it was scored. */
  score: scoreSchema.nullable(),
  /** Null if no run has evaluated its present version: disabled, ended, broken or just edited. */
  now: nowSchema.nullable(),
  /** Null unless it is snoozed: evaluated and stored, and not announced. */
  snooze: snoozeSchema.nullable(),
});
export type WorkflowSummary = z.infer<typeof workflowSummarySchema>;

/** Without `limit`, all of them. The header `As-Of` repeats `as_of`: a 304 has it too, so that a
 *  client that keeps the rows knows their age. */
export const workflowListSchema = z.object({
  workflows: z.array(workflowSummarySchema),
  total: z.int(),
  as_of: instantSchema,
  /** The tick of the newest run, to which each `now` belongs; null before the first. Here once, because
   *  it changes with every run, and most rows do not. */
  decided_at: instantSchema.nullable().default(null),
  next_cursor: z.string().nullable(),
});
export type WorkflowList = z.infer<typeof workflowListSchema>;

/** A problem with a field: refused, or a warning. In an import with its workflow and line. */
export const fieldErrorSchema = z.object({
  /** `conditions.0.close.spread`, `limit`, `If-Match`; empty for the whole body. */
  field: z.string(),
  reason: z.string(),
  workflow: z.string().optional(),
  line: z.int().positive().optional(),
});
export type FieldError = z.infer<typeof fieldErrorSchema>;

/** A workflow as it is sent: the list has the counts of its signals. */
export const sentWorkflowSchema = workflowSchema.omit({ signal_ticks: true });

export const workflowDetailSchema = sentWorkflowSchema.extend({
  as_of: instantSchema,
  /** Findings of the review: why it will hardly signal, or never. */
  warnings: z.array(fieldErrorSchema).default([]),
});
export type WorkflowDetail = z.infer<typeof workflowDetailSchema>;

/** The answer to a snooze. */
export const workflowSnoozeSchema = z.object({
  workflow_id: z.string(),
  snooze: snoozeSchema,
  as_of: instantSchema,
});

/** An order as a history lists it. */
export const orderItemSchema = orderSchema.pick({ ...LISTED_FIELDS, workflow_id: true });
export type OrderItem = z.infer<typeof orderItemSchema>;

/** Signals of all workflows within seven days, newest first, from the projection alone. With a filter
 *  a page may be short although more follow, as `next_cursor` shows. */
export const signalListSchema = z.object({
  signals: z.array(signalRowSchema.omit({ ttl: true })),
  /** Stored rows of this page that cannot be read: id and why. */
  problems: z.array(z.string()).default([]),
  limit: z.int(),
  next_cursor: z.string().nullable(),
  as_of: instantSchema,
});
export type SignalList = z.infer<typeof signalListSchema>;

/** The outcomes, in the order of the orders. */
export const orderOutcomesSchema = z.object({
  outcomes: z.array(z.object({ id: z.string(), outcome: outcomeSchema })),
  as_of: instantSchema,
});
export type OrderOutcomes = z.infer<typeof orderOutcomesSchema>;

/** The outcomes of a workflow's orders, newest first: of the newest five hundred. */
export const workflowOutcomesSchema = orderOutcomesSchema.extend({ workflow_id: z.string() });

/** The score of a workflow's rule over a period, computed when asked for. */
export const workflowScoreSchema = z.object({
  workflow_id: z.string(),
  score: scoreSchema,
  /** Of the instrument that is ordered. */
  price_decimals: z.int().nonnegative().default(2),
  as_of: instantSchema,
});

export type WorkflowScore = z.infer<typeof workflowScoreSchema>;

export const orderHistorySchema = z.object({
  workflow_id: z.string(),
  orders: z.array(orderItemSchema),
  /** Stored orders of this page that cannot be read: id and why. */
  problems: z.array(z.string()).default([]),
  /** Counted when the first page is read, up to 1,000. */
  total_count: z.int(),
  /** Whether there are more than `total_count`. */
  total_is_capped: z.boolean().default(false),
  limit: z.int(),
  next_cursor: z.string().nullable(),
  as_of: instantSchema,
});
export type OrderHistory = z.infer<typeof orderHistorySchema>;

/** The latest order of each workflow, from the projection alone. */
export const latestOrdersSchema = z.object({
  orders: z.array(orderItemSchema.extend({ workflow_name: z.string() })),
  total: z.int(),
  as_of: instantSchema,
});
export type LatestOrders = z.infer<typeof latestOrdersSchema>;

/** One order, whole. */
export const orderDetailSchema = orderSchema.extend({ as_of: instantSchema });
export type OrderDetail = z.infer<typeof orderDetailSchema>;

/** The workflows whose index is an asset, as `code` or `code:country_code`. Broken ones are in the
 *  list only. */
export const assetWorkflowsSchema = z.object({
  asset_symbol: z.string(),
  total: z.int(),
  workflows: z.array(sentWorkflowSchema),
  as_of: instantSchema,
});
export type AssetWorkflows = z.infer<typeof assetWorkflowsSchema>;

/** The indicators with their labels. */
export const indicatorTypesSchema = z.array(
  z.object({ value: z.enum(INDICATOR_NAMES), label: z.string() }),
);
export type IndicatorTypes = z.infer<typeof indicatorTypesSchema>;

/** The result of an import. Workflows are matched by name: a second import of the same file changes
 *  nothing. */
export const importResultSchema = z.object({
  created: z.int().nonnegative(),
  updated: z.int().nonnegative(),
  unchanged: z.int().nonnegative(),
  workflows: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      outcome: z.enum(["created", "updated", "unchanged"]),
    }),
  ),
  /** Workflows that were imported and will hardly signal, or whose instrument is not known. */
  warnings: z.array(fieldErrorSchema).default([]),
});
export type ImportResult = z.infer<typeof importResultSchema>;

/** What an import of a file would do, before anything is written. */
export const importPreviewSchema = importResultSchema.extend({
  workflows: z.array(
    z.object({
      name: z.string(),
      line: z.int().positive(),
      outcome: z.enum(["created", "updated", "unchanged"]),
      /** The fields of the stored workflow that would change. */
      changes: z.array(z.string()),
    }),
  ),
  /** Codes of which the market has not said whether it knows them: `GET /instruments` asks it. On AWS
   *  all of them, because the function that reads files has no market. */
  unchecked_codes: z.array(z.string()).default([]),
});
export type ImportPreview = z.infer<typeof importPreviewSchema>;

/** Problem details, RFC 9457. `errors` names each field that was refused. */
export const problemSchema = z.object({
  /** `about:blank`, or a kind for programs: `urn:bellwether:problem:stale-version`. */
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  errors: z.array(fieldErrorSchema).optional(),
});
export type Problem = z.infer<typeof problemSchema>;
