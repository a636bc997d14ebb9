import type { Outcome } from "@bellwether/core/outcome";
import { expect, it } from "vitest";
import { aSignal } from "./signal-sample.ts";
import { filterSignals, instrumentsOf, signalSearchSchema } from "./signal-search.ts";

const signals = [
  aSignal(1),
  aSignal(2, { order_direction: "SELL", order_code: "GER40.I", workflow_name: "DAX" }),
  aSignal(3, { dry_run: true }),
];
const [one, two, three] = signals.map(({ id }) => id);
const move = (points: number) => ({ points, percent: 0 });
const filled = (points: number): Outcome => ({
  kind: "filled",
  filled_at: 1,
  fill_price: 7_500,
  after: { h1: null, h4: null, d1: null, d5: null },
  latest: move(points),
  best: move(points),
  worst: move(points),
});
const outcomes = new Map<string, Outcome>([
  [one ?? "", filled(3)],
  [two ?? "", filled(-3)],
]);
const ids = (search: Parameters<typeof filterSignals>[1]) =>
  filterSignals(signals, search, outcomes).map(({ id }) => id);

it("the search filters signals by words of workflow and instrument, by instrument, direction and mode", () => {
  expect(ids({})).toEqual([one, two, three]);
  expect(ids({ q: "ger40 dax" })).toEqual([two]);
  expect(ids({ q: "dax cac" })).toEqual([]);
  expect(ids({ instrument: "FRA40.I" })).toEqual([one, three]);
  expect(ids({ direction: "SELL" })).toEqual([two]);
  expect(ids({ mode: "dry" })).toEqual([three]);
  expect(ids({ mode: "live", direction: "BUY" })).toEqual([one]);
});

it("the search filters signals by outcome, if known", () => {
  expect(ids({ outcome: "gain" })).toEqual([one]);
  expect(ids({ outcome: "loss" })).toEqual([two]);
  expect(ids({ outcome: "open" })).toEqual([]);
});

it("the search offers each instrument once and ignores invalid values in the address", () => {
  expect(instrumentsOf(signals)).toEqual(["FRA40.I", "GER40.I"]);
  expect(signalSearchSchema.parse({ direction: "HOLD", mode: "dry" })).toEqual({ mode: "dry" });
});
