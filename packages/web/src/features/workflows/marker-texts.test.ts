import { expect, it } from "vitest";
import { type MarkerText, textsWithRoom } from "./marker-texts.ts";

const at = (candle: number, change: Partial<MarkerText> = {}): MarkerText => ({
  text: "+35.20",
  candle,
  direction: "BUY",
  isChosen: false,
  ...change,
});

it("a text that would cover the marker beside it is not shown", () => {
  expect(textsWithRoom([at(1), at(2), at(10)], 10)).toEqual(["", "", "+35.20"]);
});

it("of two texts that would touch, the newer is shown", () => {
  expect(textsWithRoom([at(1), at(5)], 10)).toEqual(["", "+35.20"]);
});

it("all texts are shown when the chart is zoomed in", () => {
  expect(textsWithRoom([at(1), at(2), at(3)], 50)).toEqual(["+35.20", "+35.20", "+35.20"]);
});

it("the text of the chosen order is shown wherever it is", () => {
  expect(textsWithRoom([at(1), at(2, { isChosen: true }), at(3)], 10)).toEqual(["", "+35.20", ""]);
});

it("markers above and below the candles have room for both texts", () => {
  expect(textsWithRoom([at(1), at(1, { direction: "SELL" })], 10)).toEqual(["+35.20", "+35.20"]);
});
