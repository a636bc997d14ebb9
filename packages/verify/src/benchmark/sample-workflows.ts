import {
  INDICATOR_NAMES,
  type Indicator,
  type Workflow,
  workflowSchema,
} from "@bellwether/core/workflow";
import type { SampleMarket } from "./sample-market.ts";

const INDICATOR_UNITS = ["h1", "h4", "daily", "weekly"] as const;
const CLOSE_UNITS = ["h1", "h4", "daily"] as const;
const ELEMENTS = [null, "close", "high", "low"] as const;

/** Workflows that cycle through all indicators, unit times and instruments. Levels lie at the
 *  last price, so that some conditions hold and some do not. With several conditions, each of them
 *  has another indicator. */
export function sampleWorkflows(count: number, market: SampleMarket, conditions = 1): Workflow[] {
  return Array.from({ length: count }, (_, index) => {
    const instrument = market.instruments[index % market.instruments.length];
    const code = instrument?.code ?? "";
    const price = market.rows(code, "half_hour").at(-1)?.close ?? 0;
    const turn = Math.floor(index / market.instruments.length);
    const below = turn % 2 === 0;
    return workflowSchema.parse({
      id: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
      name: `sample ${index}`,
      index: code,
      cfd: code,
      enable: true,
      dry_run: false,
      conditions: Array.from({ length: conditions }, (__, nth) => ({
        indicator: indicatorAt(turn + nth, price),
        close: {
          direction: below ? "below" : "above",
          ut: pick(CLOSE_UNITS, (turn + nth) >> 1),
          spread: price * 0.01,
        },
        element: pick(ELEMENTS, (turn + nth) >> 2),
      })),
      trigger: {
        ut: "h1",
        signal: "breakout",
        location: below ? "lower" : "higher",
        order_direction: below ? "sell" : "buy",
        quantity: 1,
      },
      version: 1,
      created_at: 0,
      updated_at: 0,
    });
  });
}

function indicatorAt(turn: number, price: number): Indicator {
  const name = pick(INDICATOR_NAMES, turn);
  const ut = pick(INDICATOR_UNITS, turn >> 3);
  switch (name) {
    case "polarite":
      return { name, ut, value: price };
    case "zone":
      return { name, ut, value: price * 0.995, zone_value: price * 1.005 };
    case "inclined":
      return {
        name,
        ut,
        x1: { x: "2026-01-05", y: price * 0.98 },
        x2: { x: "2026-06-01", y: price * 0.99 },
      };
    default:
      return { name, ut };
  }
}

function pick<Value>(values: readonly Value[], turn: number): Value {
  return values[turn % values.length] as Value;
}
