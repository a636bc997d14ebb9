import type { LatestOrders } from "@bellwether/core/api";
import type { Outcome } from "@bellwether/core/outcome";
import { describe, expect, it } from "vitest";
import { ordersCsv } from "./order-csv.ts";

type LatestOrder = LatestOrders["orders"][number];

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

function rowOf(change: Partial<LatestOrder>, outcome?: Outcome): string {
  const outcomes = new Map(outcome === undefined ? [] : [[ORDER.id, outcome] as const]);
  return ordersCsv([{ ...ORDER, ...change }], outcomes).split("\r\n")[1] ?? "";
}

describe("the CSV of orders", () => {
  it("has a header line and a line for each order", () => {
    expect(ordersCsv([ORDER, ORDER], new Map()).split("\r\n")).toHaveLength(4);
    expect(ordersCsv([], new Map()).startsWith("\uFEFFid,placed_at,workflow_name,")).toBe(true);
  });

  it("writes instants in UTC and numbers with all digits", () => {
    expect(rowOf({})).toBe(
      '6f9619ff-8b86-4d01-b42d-00cf4fc964ff.1700000000,2023-11-14T22:13:20Z,"CAC, back under",6f9619ff-8b86-4d01-b42d-00cf4fc964ff,SELL,0.1,7512.5,FRA40.I,OPEN_STOP,CfdOnIndex,7520,false,,,,,,,,,,',
    );
  });

  it("has the outcome of each order as numbers", () => {
    const points = (value: number) => ({ points: value, percent: 0 });
    const filled: Outcome = {
      kind: "filled",
      filled_at: 1_700_001_000,
      fill_price: 7512.5,
      after: { h1: points(-3.25), h4: points(4), d1: null, d5: null },
      latest: points(5),
      best: points(6),
      worst: points(-7),
    };
    expect(rowOf({}, filled)).toMatch(
      /,false,filled,2023-11-14T22:30:00Z,7512.5,-3.25,4,,,5,6,-7$/,
    );
    expect(rowOf({}, { kind: "not_filled" })).toMatch(/,false,not_filled,,,,,,,,,$/);
  });

  it("doubles quotes and keeps quoted line breaks", () => {
    const quoting = { ...ORDER, workflow_name: 'say "go"\nnow' };
    expect(ordersCsv([quoting], new Map())).toContain('"say ""go""\nnow"');
  });

  it("prevents a spreadsheet from evaluating a name as a formula", () => {
    expect(rowOf({ workflow_name: "=HYPERLINK(1)" })).toContain(",'=HYPERLINK(1),");
    expect(rowOf({ workflow_name: "@sum" })).toContain(",'@sum,");
  });
});
