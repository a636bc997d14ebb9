import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { walk } from "../market/candle.arbitrary.ts";
import type { Candle } from "../market/candle.ts";
import type { Instrument } from "../market/instrument.ts";
import { candlesRead } from "./computed.ts";
import { alternativesOf, holds } from "./condition.ts";
import { evaluate } from "./evaluate.ts";
import { memoisedView } from "./market-view.ts";
import { conditions, workflowDrafts } from "./workflow.arbitrary.ts";
import type { Condition } from "./workflow.ts";

const LEVELS = ["ma7", "ma50", "bbb", "bbh", "polarite", "inclined"] as const;
const price = fc.integer({ min: -2_000, max: 2_000 });
const aCandle = fc.tuple(price, price, price).map(candleOf);

function candleOf(prices: readonly number[]): Candle {
  const [low = 0, close = 0, high = 0] = prices.toSorted((x, y) => x - y);
  return { start: 0, open: close, high, low, close };
}

const MIRRORED = { close: "close", high: "low", low: "high" } as const;

/** The same condition seen from the other side of the price axis. */
function mirrored(condition: Condition): Condition {
  const { close, element } = condition;
  return {
    ...condition,
    close: { ...close, direction: close.direction === "below" ? "above" : "below" },
    element: element === null ? null : MIRRORED[element],
  };
}

const upsideDown = ({ start, open, high, low, close }: Candle): Candle => ({
  start,
  open: -open,
  high: -low,
  low: -high,
  close: -close,
});

/** The price about which the market is turned upside down where prices must stay positive. */
const MIDDLE = 10_000;
const reflected = ({ high, low, close }: Candle): Candle =>
  candleOf([high, low, close].map((value) => MIDDLE * 2 - value));

type Scene = Readonly<{
  level: number;
  spread: number;
  above: boolean;
  element: Condition["element"];
  breaksOut: boolean;
  offset: number;
  close: Candle;
  trigger: Candle;
}>;

/** The order of a workflow on a level, if its condition holds. */
function orderOf(scene: Scene) {
  const { above, close, trigger } = scene;
  const evaluation = evaluate({
    workflow: {
      index: "X",
      cfd: "X",
      is_us: false,
      conditions: [
        {
          indicator: { name: "polarite", ut: "h1", value: scene.level },
          close: { direction: above ? "above" : "below", ut: "h1", spread: scene.spread },
          element: scene.element,
        },
      ],
      match: "all",
      trigger: {
        ut: "daily",
        signal: "breakout",
        location: above ? "higher" : "lower",
        order_direction: above === scene.breaksOut ? "buy" : "sell",
        quantity: 1,
        offset: scene.offset,
      },
    },
    view: memoisedView(
      0,
      ({ ut }) => ({ kind: "series", candles: [ut === "daily" ? trigger : close] }),
      () => ({ kind: "days", days: [] }),
    ),
    instrument: STOCK,
  });
  if (evaluation.kind !== "signal") return null;
  const { order_price, order_direction, order_type } = evaluation.order;
  return { price: order_price, direction: order_direction, type: order_type };
}

const STOCK: Instrument = {
  code: "X",
  name: "X",
  asset_type: "Stock",
  decimals: 2,
  tick_size: 0.01,
  market: "eu",
};

describe("the decision of a condition", () => {
  test("above is the mirror image of one below", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...LEVELS),
        price,
        conditions,
        aCandle,
        (name, level, on, seen) => {
          const there = holds(alternativesOf(name, level, on, seen));
          expect(holds(alternativesOf(name, -level, mirrored(on), upsideDown(seen)))).toBe(there);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("in a zone is the mirror image of one below", () => {
    fc.assert(
      fc.property(price, fc.nat(500), conditions, aCandle, (low, height, on, seen) => {
        const there = holds(alternativesOf("zone", [low, low + height], on, seen));
        const zone = [-low - height, -low] as const;
        expect(holds(alternativesOf("zone", zone, mirrored(on), upsideDown(seen)))).toBe(there);
      }),
      { numRuns: 500 },
    );
  });

  test("moves with the prices", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...LEVELS),
        price,
        price,
        conditions,
        aCandle,
        (name, level, by, on, seen) => {
          const moved = Object.fromEntries(
            Object.entries(seen).map(([field, value]) => [field, value + by]),
          );
          const whole = { ...on, close: { ...on.close, spread: Math.round(on.close.spread) } };
          const there = holds(alternativesOf(name, level, whole, seen));
          expect(holds(alternativesOf(name, level + by, whole, moved as Candle))).toBe(there);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("to sell is the mirror image of one to buy, including the order", () => {
    const around = fc.integer({ min: 9_900, max: 10_100 });
    const aScene = fc.record({
      level: around,
      spread: fc.nat(200),
      above: fc.boolean(),
      element: fc.constantFrom(null, "close", "high", "low"),
      breaksOut: fc.boolean(),
      offset: fc.nat(500),
      close: fc.tuple(around, around, around).map(candleOf),
      trigger: fc.tuple(around, around, around).map(candleOf),
    });
    fc.assert(
      fc.property(aScene, (scene) => {
        const here = orderOf(scene);
        const there = orderOf({
          ...scene,
          level: MIDDLE * 2 - scene.level,
          above: !scene.above,
          element: scene.element === null ? null : MIRRORED[scene.element],
          close: reflected(scene.close),
          trigger: reflected(scene.trigger),
        });
        expect(there).toEqual(
          here && {
            price: MIDDLE * 2 - here.price,
            direction: here.direction === "BUY" ? "SELL" : "BUY",
            type: here.type,
          },
        );
      }),
      { numRuns: 500 },
    );
  });

  test("does not depend on candles older than its indicator reads", () => {
    fc.assert(
      fc.property(workflowDrafts, walk(800), (draft, candles) => {
        const decide = (known: readonly Candle[]) =>
          evaluate({
            workflow: draft,
            view: memoisedView(
              0,
              () => ({ kind: "series", candles: known }),
              () => ({ kind: "days", days: [0, 1, 2, 3, 4, 7, 8, 9] }),
            ),
            instrument: STOCK,
          });
        const read = draft.conditions.map(({ indicator }) => candlesRead(indicator.name));
        expect(decide(candles.slice(-Math.max(...read)))).toEqual(decide(candles));
      }),
      { numRuns: 40 },
    );
  });
});
