import { expect, test } from "vitest";
import type { Candle } from "../market/candle.ts";
import { candlesRead, computeIndicator } from "./computed.ts";

function candleOf(close: number, index: number): Candle {
  return { start: index * 3_600, open: close, high: close + 1, low: close - 1, close };
}

const RISING = Array.from({ length: candlesRead("combo") }, (_, index) =>
  candleOf(1_000 + index * 0.5 + 12 * Math.sin((index * Math.PI) / 30), index),
);

test("a combo reads exactly 750 candles", () => {
  const combos = Array.from({ length: 60 }, (_, back) => {
    const known = RISING.slice(0, RISING.length - back);
    // So large that any indicator that reads it has a different value.
    const older = Array.from({ length: back }, () => candleOf(1_000, 0));
    return { known: [...older, ...known], absurd: [candleOf(1e200, 0), ...older, ...known] };
  });
  const values = combos.map(({ known }) => computeIndicator("combo", known));
  expect(values.some((result) => result.kind === "value" && result.value !== null)).toBe(true);
  expect(combos.map(({ absurd }) => computeIndicator("combo", absurd))).toEqual(values);
});

test("a history that is too short is distinguished from a price of zero", () => {
  expect(computeIndicator("ma50", RISING.slice(0, 49))).toMatchObject({
    kind: "unavailable",
    reason: "not enough candles",
  });
  const nothing = Array.from({ length: 300 }, (_, index) => candleOf(0, index));
  expect(computeIndicator("combo", nothing)).toMatchObject({
    kind: "unavailable",
    reason: "zero price",
  });
});

test("each band indicator gives the band that it is named after", () => {
  const closes = Array.from({ length: 20 }, (_, index) =>
    candleOf(index % 2 === 0 ? 90 : 110, index),
  );
  expect(computeIndicator("bbb", closes)).toEqual({ kind: "value", value: 75 });
  expect(computeIndicator("bbh", closes)).toEqual({ kind: "value", value: 125 });
});
