import * as z from "zod";
import type { Candle } from "../market/candle.ts";
import type { Session } from "../market/instrument.ts";
import { isInSession, SESSION_RULES } from "../market/session.ts";
import type { OrderSignal } from "../signal/order-signal.ts";
import { instantSchema } from "../time/instant.ts";

/** How far the price moved in the order's favour: positive is a gain, before costs. */
const moveSchema = z.object({
  /** In points of the instrument. */
  points: z.number(),
  /** Relative to the fill price. */
  percent: z.number(),
});
export type Move = Readonly<z.infer<typeof moveSchema>>;

/** The outcome of a proposed order, derived from candles alone. No broker is involved. */
export const outcomeSchema = z.discriminatedUnion("kind", [
  /** Not filled so far; the order is still open. */
  z.object({ kind: z.literal("waiting") }),
  /** Not filled within one session day. */
  z.object({ kind: z.literal("not_filled") }),
  z.object({
    kind: z.literal("filled"),
    /** Start of the half-hour in which it filled. */
    filled_at: instantSchema,
    fill_price: z.number(),
    /** The move at each horizon; null if that has not been reached. */
    after: z.object({
      h1: moveSchema.nullable(),
      h4: moveSchema.nullable(),
      d1: moveSchema.nullable(),
      d5: moveSchema.nullable(),
    }),
    /** The move at the newest candle within five days. */
    latest: moveSchema,
    /** The best and the worst move within five days. */
    best: moveSchema,
    worst: moveSchema,
  }),
]);
export type Outcome = Readonly<z.infer<typeof outcomeSchema>>;
export type FilledOutcome = Extract<Outcome, { kind: "filled" }>;

export type OutcomeOrder = Pick<
  OrderSignal,
  "placed_at" | "market" | "order_direction" | "order_price" | "order_type"
>;

/** The outcome of an order, from the half-hours of its instrument, oldest first.
 *
 *  - Only half-hours that begin at or after `placed_at` and lie in the session count. Trading time
 *    is the number of these half-hours. A half-hour without a row is not trading time. A session
 *    day is as many half-hours as the session has, wherever they begin.
 *  - A stop fills when the market trades at its price or beyond: at its price, or at the open of a
 *    half-hour that opens beyond it. A limit fills at its price when the market touches it.
 *  - An order that is not filled within one session day counts as not filled.
 *  - Moves are measured from the fill price to the close of the half-hour that ends 1 hour, 4 hours,
 *    1 session day and 5 session days of trading time after the one in which it filled.
 *  - In the half-hour of the fill, only the close counts for the best and worst move, unless the
 *    order filled at the open: prices before the fill do not affect the order.
 *  - Half-hours after the fifth session day are ignored.
 *
 *  Prices and moves are in points of the instrument, before spread, fees and financing. */
export function outcomeOf(order: OutcomeOrder, halfHours: readonly Candle[]): Outcome {
  const sessionDay = SESSION_RULES[order.market].hours * 2;
  const rows = rowsAfter(order, halfHours, 6 * sessionDay);
  const index = rows.slice(0, sessionDay).findIndex((row) => fillOf(order, row) !== null);
  const row = rows[index];
  const fill = row && fillOf(order, row);
  if (row === undefined || fill === undefined || fill === null) {
    return rows.length < sessionDay ? { kind: "waiting" } : { kind: "not_filled" };
  }
  const moveTo = moveFrom(order, fill.price);
  const after = rows.slice(index + 1, index + 1 + 5 * sessionDay);
  const moveAfter = (count: number): Move | null => {
    const reached = after[count - 1];
    return reached === undefined ? null : moveTo(reached.close);
  };
  const prices = [
    ...(fill.atOpen ? [row.low, row.high] : []),
    row.close,
    ...after.flatMap(({ low, high, close }) => [low, high, close]),
  ].map(moveTo);
  return {
    kind: "filled",
    filled_at: row.start,
    fill_price: fill.price,
    after: {
      h1: moveAfter(2),
      h4: moveAfter(8),
      d1: moveAfter(sessionDay),
      d5: moveAfter(5 * sessionDay),
    },
    latest: moveTo((after.at(-1) ?? row).close),
    best: prices.reduce((best, move) => (move.points > best.points ? move : best)),
    worst: prices.reduce((worst, move) => (move.points < worst.points ? move : worst)),
  };
}

/** At most `count` half-hours of the session from the order on. */
function rowsAfter(
  order: { readonly placed_at: number; readonly market: Session },
  halfHours: readonly Candle[],
  count: number,
): readonly Candle[] {
  const rows: Candle[] = [];
  for (const row of halfHours) {
    if (rows.length === count) break;
    if (row.start >= order.placed_at && isInSession(order.market, row.start)) rows.push(row);
  }
  return rows;
}

type Fill = Readonly<{ price: number; atOpen: boolean }>;

function fillOf(order: OutcomeOrder, row: Candle): Fill | null {
  const price = order.order_price;
  const rises = (order.order_type === "OPEN_STOP") === (order.order_direction === "BUY");
  const reaches = rises
    ? row.high >= price || row.open >= price
    : row.low <= price || row.open <= price;
  if (!reaches) return null;
  const gaps = rises ? row.open >= price : row.open <= price;
  return { price: gaps && order.order_type === "OPEN_STOP" ? row.open : price, atOpen: gaps };
}

function moveFrom(order: OutcomeOrder, fillPrice: number): (price: number) => Move {
  const sign = order.order_direction === "BUY" ? 1 : -1;
  return (price) => {
    const points = sign * (price - fillPrice);
    return { points, percent: (100 * points) / fillPrice };
  };
}
