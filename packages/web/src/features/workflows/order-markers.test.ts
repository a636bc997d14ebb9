import type { Chart } from "@bellwether/core/api";
import { expect, it } from "vitest";
import { orderMarkers } from "./order-markers.ts";

const candles = [100, 200, 300].map((start) => ({ start, open: 1, high: 2, low: 0, close: 1 }));

function order(placed_at: number, order_direction: "BUY" | "SELL"): Chart["orders"][number] {
  return {
    id: `x.${placed_at}`,
    placed_at,
    order_direction,
    order_price: 1,
    order_quantity: 1,
    dry_run: false,
  };
}

it("stands at the newest candle that had started", () => {
  expect(orderMarkers(candles, [order(200, "BUY"), order(299, "SELL"), order(999, "BUY")])).toEqual(
    [
      { start: 200, direction: "BUY" },
      { start: 200, direction: "SELL" },
      { start: 300, direction: "BUY" },
    ],
  );
});

it("stands once for the orders of one direction on one candle", () => {
  expect(orderMarkers(candles, [order(110, "BUY"), order(120, "BUY")])).toEqual([
    { start: 100, direction: "BUY" },
  ]);
});

it("leaves out what lies before the first candle", () => {
  expect(orderMarkers(candles, [order(99, "BUY")])).toEqual([]);
  expect(orderMarkers([], [order(99, "BUY")])).toEqual([]);
});
