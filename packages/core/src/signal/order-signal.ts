import * as z from "zod";
import { candleSchema } from "../market/candle.ts";
import { sessionSchema } from "../market/instrument.ts";
import { unitTimeSchema } from "../market/unit-time.ts";
import { epochMsSchema, instantSchema } from "../time/instant.ts";
import { announceSchema } from "../workflow/announce.ts";
import { INDICATOR_NAMES, indicatorValueSchema } from "../workflow/indicator.ts";

export const ENGINE_SOURCE = "bellwether.engine";
export const ORDER_SIGNAL = "OrderSignal";

/** `<workflow_id>.<placed_at>`. The same workflow at the same tick is the same signal, so a retried
 *  run, a duplicate delivery and a redrive all converge on one order. */
export function signalId(workflowId: string, placedAt: number): string {
  return `${workflowId}.${placedAt}`;
}

const SIGNAL_ID = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(0|[1-9]\d{0,11})$/;

/** The key of an order from its id; null if the text is not a signal id. */
export function parseSignalId(id: string): { workflow_id: string; placed_at: number } | null {
  const match = SIGNAL_ID.exec(id);
  if (match?.[1] === undefined || match[2] === undefined) return null;
  return { workflow_id: match[1], placed_at: Number(match[2]) };
}

/** The outcome of an earlier order of the workflow: see `Outcome`. */
const lastOutcomeSchema = z.object({
  placed_at: instantSchema,
  /** `open`: filled less than a session day ago; `after_a_day`: filled before that. */
  kind: z.enum(["waiting", "not_filled", "open", "after_a_day"]),
  /** The move in its favour in points, so far or after one session day; null unless it was filled. */
  points: z.number().nullable(),
});
export type LastOutcome = Readonly<z.infer<typeof lastOutcomeSchema>>;

const orderSignalFields = z.object({
  schema: z.literal(1),
  id: z.string(),
  workflow_id: z.uuid(),
  workflow_name: z.string().min(1),
  workflow_version: z.int().positive(),
  /** The tick of the run. */
  placed_at: instantSchema,
  order_code: z.string().min(1),
  /** In points of the instrument. */
  order_price: z.number().positive(),
  order_quantity: z.number().nonnegative(),
  order_direction: z.enum(["BUY", "SELL"]),
  order_type: z.enum(["LIMIT", "OPEN_STOP"]),
  asset_type: z.string().min(1),
  /** The session it trades in, so that consumers can show the tick in exchange time. */
  market: sessionSchema,
  /** Decimals in a displayed price of this instrument. */
  price_decimals: z.int().min(0).max(10),
  /** The close of the condition candle (named as the reference does). Of several conditions, this,
   *  `condition_candle` and `indicator` are those of the first one that held. */
  trigger_close: z.number(),
  condition_candle: candleSchema,
  trigger_candle: candleSchema,
  indicator: z.object({
    name: z.enum(INDICATOR_NAMES),
    ut: unitTimeSchema,
    value: indicatorValueSchema,
  }),
  /** The first price of the ordered instrument in the half-hour of the tick, which a replay has
   *  too. Absent if the market did not provide one. */
  market_price: z.number().optional(),
  dry_run: z.boolean(),
  /** The first tick of the signal's episode. Absent in signals from before episodes existed. */
  episode: instantSchema.optional(),
  /** The number of the signal within its episode, from 1. */
  episode_count: z.int().positive().optional(),
  /** The channels that announce it; without them, all that are configured. */
  notify: z.array(z.string()).optional(),
  /** As the workflow asks. Absent in signals of earlier versions, each of which has its message. */
  announce: announceSchema.optional(),
  /** Not announced: the workflow was snoozed. */
  snoozed: z.boolean().optional(),
  /** The trigger's offset, in points. Absent in signals of earlier versions. */
  trigger_offset: z.number().nonnegative().optional(),
  /** The outcome of the last order before this episode. Absent if there was none within seven days, or the
   *  market did not provide the candles. */
  last_outcome: lastOutcomeSchema.optional(),
  /** What started the run: `schedule:<id>` or `cli:<user>`. */
  execution_context: z.string().min(1),
  /** When the engine handed it to the bus. Absent in signals of earlier versions. */
  emitted_at_ms: epochMsSchema.optional(),
});

/** A workflow's condition held at a tick. Detail of the `OrderSignal` event. */
export const orderSignalSchema = orderSignalFields.refine(
  (signal) => signal.id === signalId(signal.workflow_id, signal.placed_at),
  { path: ["id"], message: "the id is not <workflow_id>.<placed_at>" },
);
export type OrderSignal = Readonly<z.infer<typeof orderSignalSchema>>;

/** Whether the price had already passed the proposed price by the tick. This can happen at the
 *  first tick of a session, whose candles are of the previous session. A stop or a limit order
 *  would then fill at once. */
export function isPricePassed(
  signal: Pick<OrderSignal, "market_price" | "order_price" | "order_direction" | "order_type">,
): boolean {
  const { market_price: price, order_price, order_direction, order_type } = signal;
  if (price === undefined) return false;
  const isReachedFromBelow = (order_direction === "BUY") === (order_type === "OPEN_STOP");
  return isReachedFromBelow ? price >= order_price : price <= order_price;
}

/** Only the fields, for schemas that extend or pick from them. */
export const orderSignalShape = orderSignalFields;
