import { type Condition, conditionSchema, triggerSchema } from "@bellwether/core/workflow";
import { describe, expect, it } from "vitest";
import { conditionWords, triggerWords, unitTimeWords } from "./words.ts";

const say = (condition: {
  readonly indicator: Condition["indicator"];
  readonly close: { readonly direction: "above" | "below"; readonly spread?: number };
  readonly element?: "close" | "high" | "low";
}) => {
  const close = { ut: "h1", ...condition.close };
  return conditionWords(conditionSchema.parse({ ...condition, close }), "CAC40.I", "FRA40.I");
};

describe("a condition in words", () => {
  it("names the tested price, the spread and the indicator", () => {
    const below = { direction: "below", spread: 40 } as const;
    expect(say({ indicator: { name: "ma50", ut: "h4" }, close: below })).toBe(
      "The close or high of the 1-hour candle of FRA40.I is at most 40 points under the 4-hour 50-period average of CAC40.I.",
    );
    expect(say({ indicator: { name: "bbb", ut: "h1" }, close: below, element: "close" })).toContain(
      "The close of the 1-hour candle",
    );
  });

  it("has the singular for one point", () => {
    const close = { direction: "above", spread: 1 } as const;
    expect(say({ indicator: { name: "ma7", ut: "h1" }, close })).toContain("at most 1 point above");
  });

  it("describes a test without a spread as exact", () => {
    expect(say({ indicator: { name: "ma7", ut: "h1" }, close: { direction: "above" } })).toContain(
      "close or low of the 1-hour candle of FRA40.I is exactly at the",
    );
  });

  it("is mirrored for an inclined line, as in the engine", () => {
    const indicator = {
      name: "inclined",
      ut: "h1",
      x1: { x: "2024-04-19", y: 17540 },
      x2: { x: "2024-06-14", y: 18000 },
    } as const;
    expect(say({ indicator, close: { direction: "below", spread: 5 } })).toContain(
      "at most 5 points above the line",
    );
    expect(say({ indicator, close: { direction: "above", spread: 5 } })).toContain(
      "at most 5 points under the line",
    );
  });

  it("omits the spread when the engine ignores it", () => {
    const zone = { name: "zone", ut: "h1", value: 20, zone_value: 10 } as const;
    expect(say({ indicator: zone, close: { direction: "above", spread: 9 } })).toBe(
      "The close or low of the 1-hour candle of FRA40.I is within the zone from 10 to 20.",
    );
    expect(
      say({ indicator: { name: "combo", ut: "daily" }, close: { direction: "below", spread: 9 } }),
    ).toBe("A sell combo appears on the daily candles of CAC40.I.");
  });

  it("describes the crossing of a polarity level", () => {
    const indicator = { name: "polarite", ut: "h1", value: 100 } as const;
    expect(say({ indicator, close: { direction: "below", spread: 5 } })).toContain(
      "or the candle rose through it and closed back under",
    );
    expect(
      say({ indicator, close: { direction: "below", spread: 5 }, element: "high" }),
    ).not.toContain("rose through");
  });
});

it("a trigger in words describes its order", () => {
  const trigger = triggerSchema.parse({
    ut: "h1",
    signal: "breakout",
    location: "lower",
    order_direction: "sell",
    quantity: 0.5,
  });
  expect(triggerWords(trigger, "FRA40.I")).toBe(
    "Sell 0.5 FRA40.I, 1 point below the low of the last 1-hour candle.",
  );
  expect(triggerWords({ ...trigger, quantity: 0, offset: 2 }, "FRA40.I")).toBe(
    "Alert only (sell FRA40.I), 2 points below the low of the last 1-hour candle.",
  );
});

it("an unknown unit time is shown unchanged", () => {
  expect(unitTimeWords("h1")).toBe("1 hour");
  expect(unitTimeWords("h3")).toBe("h3");
});
