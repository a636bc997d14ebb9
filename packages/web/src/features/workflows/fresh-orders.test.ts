import { expect, it } from "vitest";
import { freshOrders } from "./fresh-orders.ts";

const row = (id: string, last_order_timestamp: number | null) => ({ id, last_order_timestamp });

it("fresh orders are those of workflows with a newer or first last order", () => {
  const before = [row("a", 10), row("b", null), row("c", 10), row("d", 10)];
  const after = [row("a", 20), row("b", 20), row("c", 10), row("d", 5)];
  expect([...freshOrders(before, after)]).toEqual(["a", "b"]);
});

it("a new workflow and one whose orders expired have no fresh order", () => {
  expect(freshOrders([row("a", 10)], [row("a", null), row("new", 20)]).size).toBe(0);
});
