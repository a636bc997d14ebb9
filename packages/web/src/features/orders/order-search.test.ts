import { expect, it } from "vitest";
import type { LatestOrder } from "./api/queries.ts";
import { assetsOf, filterOrders, orderSearchSchema } from "./order-search.ts";

function order(change: Partial<LatestOrder> & { readonly id: string }): LatestOrder {
  return {
    workflow_id: change.id,
    workflow_name: `Workflow ${change.id}`,
    placed_at: 1,
    market: "eu",
    order_code: "FRA40.I",
    order_price: 7500,
    order_quantity: 1,
    order_direction: "BUY",
    order_type: "LIMIT",
    asset_type: "CfdOnIndex",
    price_decimals: 2,
    trigger_close: 7500,
    dry_run: false,
    ...change,
  };
}

const orders = [
  order({ id: "a", placed_at: 10 }),
  order({ id: "b", placed_at: 30, order_direction: "SELL", order_code: "GER40.I" }),
  order({ id: "c", placed_at: 20, dry_run: true }),
];
const ids = (filters: Parameters<typeof filterOrders>[1]) =>
  filterOrders(orders, filters).map((each) => each.id);

it("the search lists the newest orders first", () => {
  expect(ids({})).toEqual(["b", "c", "a"]);
});

it("the search filters by words of workflow and asset, by direction, asset and mode", () => {
  expect(ids({ q: "C FLOW" })).toEqual(["c"]);
  expect(ids({ q: "ger40" })).toEqual(["b"]);
  expect(ids({ direction: "SELL" })).toEqual(["b"]);
  expect(ids({ asset: "FRA40.I" })).toEqual(["c", "a"]);
  expect(ids({ mode: "dry" })).toEqual(["c"]);
  expect(ids({ mode: "live", direction: "BUY" })).toEqual(["a"]);
});

it("the search offers each asset once", () => {
  expect(assetsOf(orders)).toEqual(["FRA40.I", "GER40.I"]);
});

it("the search reads the address and ignores invalid values", () => {
  expect(orderSearchSchema.parse({ direction: "HOLD", page: "2" })).toEqual({ page: 2 });
});
