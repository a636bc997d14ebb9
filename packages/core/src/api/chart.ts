import * as z from "zod";
import { candleSchema } from "../market/candle.ts";
import { sessionSchema } from "../market/instrument.ts";
import { type UnitTime, unitTimeSchema } from "../market/unit-time.ts";
import { instantSchema } from "../time/instant.ts";
import { orderItemSchema } from "./contract.ts";

/** The instruments of a workflow that a chart can show. */
export const CHARTED_INSTRUMENTS = ["index", "cfd"] as const;
export type ChartedInstrument = (typeof CHARTED_INSTRUMENTS)[number];

/** The unit times that a chart can show: those whose candles the market has or that can be built. */
export const CHARTED_UNIT_TIMES = ["h1", "h4", "daily", "weekly"] as const satisfies UnitTime[];
export type ChartedUnitTime = (typeof CHARTED_UNIT_TIMES)[number];

const CHART_LINE_KINDS = ["average", "band", "zone", "level", "inclined"] as const;

/** One line of an indicator, over the candles it is drawn on; oldest first, in points. The lines of
 *  the conditions' indicators follow one another in the order of the conditions. */
const chartLineSchema = z.object({
  kind: z.enum(CHART_LINE_KINDS),
  /** For the legend: `50-period average`, `Upper band`, `Zone low`. */
  name: z.string(),
  points: z.array(z.object({ start: instantSchema, value: z.number() })),
});
export type ChartLine = z.infer<typeof chartLineSchema>;

/** The candles of the workflow's index with its indicators and its orders. Answer of
 *  `GET /workflows/{id}/candles?ut=`; without `ut`, that of the first condition's indicator. */
export const chartSchema = z.object({
  workflow_id: z.string(),
  /** Whose candles they are: the instrument of the indicator, or the one that is ordered. The lines
   *  are the indicator's in both cases: it is what the ordered instrument is compared with. */
  of: z.enum(CHARTED_INSTRUMENTS),
  code: z.string(),
  /** The session by which the candles are built. */
  market: sessionSchema,
  ut: unitTimeSchema,
  price_decimals: z.int().min(0).max(10),
  /** Closed ones, oldest first. */
  candles: z.array(candleSchema),
  /** Without the indicators that are of another unit time than the chart and cannot be drawn on it. */
  lines: z.array(chartLineSchema),
  /** The newest unexpired orders since the first candle, oldest first. */
  orders: z.array(
    orderItemSchema.pick({
      id: true,
      placed_at: true,
      order_direction: true,
      order_price: true,
      order_quantity: true,
      dry_run: true,
    }),
  ),
  /** Unexpired orders of the workflow that are not in `orders` because there are too many; counted
   *  up to a thousand. */
  more_orders: z.int().nonnegative(),
  as_of: instantSchema,
});
export type Chart = z.infer<typeof chartSchema>;
