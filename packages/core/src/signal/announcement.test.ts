import { expect, test } from "vitest";
import { announcement } from "./announcement.ts";

const SIGNAL = {
  workflow_name: "DAX <back> under",
  order_direction: "SELL",
  order_quantity: 0.00001,
  order_code: "GER40.I",
  order_price: 17_960.01,
  trigger_close: 8,
  asset_type: "CfdOnIndex",
} as const;

test("a signal is announced in the reference's sentence", () => {
  expect(announcement(SIGNAL)).toEqual({
    channel: "#workflows",
    text: "Workflow `DAX <back> under` will trigger an order Sell for 0.00001 GER40.I at 17960.01: last price 8",
  });
});

test("a signal without a quantity is an alert, and no order to sell nothing", () => {
  expect(announcement({ ...SIGNAL, order_quantity: 0 }).text).toBe(
    "Workflow `DAX <back> under` alerts, without an order: Sell GER40.I at 17960.01: last price 8",
  );
});

test("stocks have a channel of their own, and only they", () => {
  expect(announcement({ ...SIGNAL, asset_type: "Stock" }).channel).toBe("#workflows-stock");
  expect(announcement({ ...SIGNAL, asset_type: "stock" }).channel).toBe("#workflows");
});

test("names can be escaped for where the sentence goes", () => {
  expect(announcement(SIGNAL, (text) => text.replaceAll("<", "&lt;")).text).toContain(
    "`DAX &lt;back> under`",
  );
});
