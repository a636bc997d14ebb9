import { expect, test } from "vitest";
import { judgeEngine } from "./engine.ts";

const candle = { date: "2024-06-20T13:00:00Z", open: 100, high: 101, low: 99, close: 100 };

function actualWith(asset: unknown): unknown {
  const [outcome] = judgeEngine({
    cases: [
      {
        id: "case",
        now: "2024-06-20T14:05:00Z",
        workflow: {
          name: "w",
          index: "DAX.I",
          cfd: "GER40.I",
          enable: true,
          conditions: [
            {
              indicator: { name: "polarite", ut: "h1", value: 100 },
              close: { direction: "above", ut: "h1" },
              element: "close",
            },
          ],
        },
        inputs: {
          indicator_candles: [candle],
          close_candles: [candle],
          trigger_candles: [candle],
          asset,
        },
        expected: null,
      },
    ],
  });
  return outcome?.actual;
}

test("an unknown instrument yields no order, and its indicator has a value", () => {
  const none = { order: null, slack: null, indicator_value: 100 };
  expect(actualWith({ error: "GER40.I does not exist" })).toEqual(none);
  expect(actualWith({ Identifier: 1 })).toEqual(none);
});

test("an instrument without a type is announced in the channel of other instruments", () => {
  for (const AssetType of [null, "", "CfdOnIndex"]) {
    expect(actualWith({ AssetType })).toMatchObject({
      order: { price: 102 },
      slack: { channel: "#workflows" },
    });
  }
});
