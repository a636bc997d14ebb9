import { describe, expect, it } from "vitest";
import type { LatestOrder } from "./api/queries.ts";
import { ordersCsv } from "./order-csv.ts";

const ORDER: LatestOrder = {
  id: "6f9619ff-8b86-4d01-b42d-00cf4fc964ff.1700000000",
  workflow_id: "6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
  workflow_name: "CAC, back under",
  placed_at: 1_700_000_000,
  market: "eu",
  order_code: "FRA40.I",
  order_price: 7512.5,
  order_quantity: 0.1,
  order_direction: "SELL",
  order_type: "OPEN_STOP",
  asset_type: "CfdOnIndex",
  price_decimals: 2,
  trigger_close: 7520,
  dry_run: false,
};

function rowOf(change: Partial<LatestOrder>): string {
  return ordersCsv([{ ...ORDER, ...change }]).split("\r\n")[1] ?? "";
}

describe("the CSV of orders", () => {
  it("has one line for the names and one for each order", () => {
    expect(ordersCsv([ORDER, ORDER]).split("\r\n")).toHaveLength(4);
    expect(ordersCsv([]).startsWith("\uFEFFid,placed_at,workflow_name,")).toBe(true);
  });

  it("writes instants in UTC and numbers in full", () => {
    expect(rowOf({})).toBe(
      '6f9619ff-8b86-4d01-b42d-00cf4fc964ff.1700000000,2023-11-14T22:13:20Z,"CAC, back under",6f9619ff-8b86-4d01-b42d-00cf4fc964ff,SELL,0.1,7512.5,FRA40.I,OPEN_STOP,CfdOnIndex,7520,false',
    );
  });

  it("doubles quotes and keeps line breaks inside them", () => {
    expect(ordersCsv([{ ...ORDER, workflow_name: 'say "go"\nnow' }])).toContain(
      '"say ""go""\nnow"',
    );
  });

  it("keeps a spreadsheet from running a name", () => {
    expect(rowOf({ workflow_name: "=HYPERLINK(1)" })).toContain(",'=HYPERLINK(1),");
    expect(rowOf({ workflow_name: "@sum" })).toContain(",'@sum,");
  });
});
