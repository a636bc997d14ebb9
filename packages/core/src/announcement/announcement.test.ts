import { expect, test } from "vitest";
import { announcementText, signalTopic } from "./announcement.ts";

const SIGNAL = {
  workflow_name: "DAX <back> under",
  order_direction: "SELL",
  order_quantity: 0.00001,
  order_code: "GER40.I",
  order_price: 17_960.01,
  trigger_close: 8,
  price_decimals: 2,
} as const;
const plain = { escape: (text: string) => text, name: (text: string) => `\`${text}\`` };

test("a signal is announced in the reference's sentence", () => {
  expect(announcementText(SIGNAL, plain)).toBe(
    "Workflow `DAX <back> under` will trigger an order Sell for 0.00001 GER40.I at 17960.01: last price 8.00",
  );
});

test("prices have the instrument's decimals, and no exponent", () => {
  const pepe = { ...SIGNAL, order_price: 4.9e-7, trigger_close: 5.099999999999e-7 };
  expect(announcementText({ ...pepe, price_decimals: 8 }, plain)).toContain(
    "for 0.00001 GER40.I at 0.00000049: last price 0.00000051",
  );
});

test("stocks, and only stocks, are announced in the stock topic", () => {
  expect(signalTopic({ asset_type: "Stock" })).toBe("stock-signal");
  expect(signalTopic({ asset_type: "stock" })).toBe("signal");
});

test("names and codes are escaped for the channel's markup", () => {
  const markup = { name: (text: string) => `*${text}*`, escape: (text: string) => `(${text})` };
  const text = announcementText(SIGNAL, markup);
  expect(text).toContain("Workflow *DAX <back> under* will");
  expect(text).toContain(" (GER40.I) at");
});
