import type { Chart } from "@bellwether/core/api";
import { expect, it } from "vitest";
import { orderMarkers } from "./order-markers.ts";

/** Monday in Paris, in summer: the session is from 07:00 to 16:00 UTC. */
const at = (time: string) => Date.parse(`2026-09-14T${time}Z`) / 1_000;

function chart(hours: readonly string[], ...orders: Chart["orders"]) {
  const candles = hours.map((hour) => ({ start: at(hour), open: 1, high: 2, low: 0, close: 1 }));
  return { candles, orders, market: "eu", ut: "h1" } as const;
}

function order(time: string, order_direction: "BUY" | "SELL"): Chart["orders"][number] {
  return {
    id: `x.${time}`,
    placed_at: at(time),
    order_direction,
    order_price: 1,
    order_quantity: 1,
    dry_run: false,
  };
}

it("a marker is at the candle in progress when the order was proposed", () => {
  const markers = orderMarkers(chart(["07:00", "08:00"], order("09:31", "SELL")));
  expect(markers).toEqual([{ start: at("09:00"), direction: "SELL", ids: ["x.09:31"] }]);
});

it("a marker is at the day of the order on a daily chart", () => {
  const yesterday = at("07:00") - 86_400;
  const candles = [{ start: yesterday, open: 1, high: 2, low: 0, close: 1 }];
  const daily = { ...chart([]), candles, orders: [order("09:31", "BUY")], ut: "daily" } as const;
  expect(orderMarkers(daily)).toMatchObject([{ start: at("07:00") }]);
});

it("a marker of an order after the close is at the last candle of the session", () => {
  expect(orderMarkers(chart(["14:00", "15:00"], order("16:01", "BUY")))).toMatchObject([
    { start: at("15:00") },
  ]);
});

it("one marker represents the orders of one direction on a candle", () => {
  const orders = [order("07:01", "BUY"), order("07:31", "BUY"), order("07:32", "SELL")];
  expect(orderMarkers(chart(["07:00"], ...orders))).toEqual([
    { start: at("07:00"), direction: "BUY", ids: ["x.07:01", "x.07:31"] },
    { start: at("07:00"), direction: "SELL", ids: ["x.07:32"] },
  ]);
});

it("orders before the first candle have no marker", () => {
  expect(orderMarkers(chart(["09:00"], order("08:31", "BUY")))).toEqual([]);
  expect(orderMarkers(chart([], order("08:31", "BUY")))).toEqual([]);
});
