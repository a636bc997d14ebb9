import type { Candle } from "@bellwether/core/market";
import { type Outcome, type OutcomeOrder, outcomeOf } from "@bellwether/core/outcome";
import type { OrderSignal } from "@bellwether/core/signal";
import { DAY_SECONDS, toIso } from "@bellwether/core/time";
import { replayWorkflow } from "@bellwether/functions/handler";
import { beforeAll, describe, expect, it } from "vitest";
import { outcomeByTheRules } from "./outcome-oracle.ts";
import { isRecordingThere, openRecordedQuarter } from "./recorded-quarter.ts";

const CFD = "GER40.I";

/** The signals of the ten workflows, and the half-hours of their instrument. */
async function signalsOfTheQuarter() {
  const { market, workflows, ticks } = await openRecordedQuarter();
  const period = { from: (ticks[0] ?? 0) - 1, to: ticks.at(-1) ?? 0 };
  const signals: OrderSignal[] = [];
  for (const workflow of workflows) {
    const replay = await replayWorkflow({ market }, workflow, period);
    signals.push(...replay.signals);
  }
  const query = { code: CFD, horizon: "half_hour", before: period.to, count: 5_000 } as const;
  return { signals, rows: await market.readCandles(query) };
}

/** The order of a signal, and the three others that the same price could have been. */
function ordersOf(signal: OrderSignal): readonly OutcomeOrder[] {
  return (["BUY", "SELL"] as const).flatMap((order_direction) =>
    (["OPEN_STOP", "LIMIT"] as const).map((order_type) => ({
      ...signal,
      order_direction,
      order_type,
    })),
  );
}

/** With the figures to nine digits: the two are not computed in the same order. */
function lineOf(outcome: Outcome): string {
  return JSON.stringify(outcome, (_, value: unknown) =>
    typeof value === "number" ? Number(value.toPrecision(9)) + 0 : value,
  );
}

describe.runIf(isRecordingThere)(
  "the outcomes of the recorded quarter in GOLDEN_DIR",
  { timeout: 120_000 },
  () => {
    let signals: readonly OrderSignal[];
    let rows: readonly Candle[];
    beforeAll(async () => {
      ({ signals, rows } = await signalsOfTheQuarter());
    }, 120_000);

    const differencesOf = (orders: readonly OutcomeOrder[], seen: readonly Candle[]) =>
      orders.flatMap((order) => {
        const [product, oracle] = [outcomeOf(order, seen), outcomeByTheRules(order, seen)];
        if (lineOf(product) === lineOf(oracle)) return [];
        return [
          `${toIso(order.placed_at)} ${JSON.stringify(order)}: ${lineOf(product)}, not ${lineOf(oracle)}`,
        ];
      });

    it("are those of the written rules, for every signal and for all kinds of order at its price", () => {
      expect(differencesOf(signals.flatMap(ordersOf), rows)).toEqual([]);
      const kinds = signals.map((signal) => outcomeOf(signal, rows).kind);
      const count = (kind: string) => kinds.filter((each) => each === kind).length;
      expect({
        signals: signals.length,
        filled: count("filled"),
        not_filled: count("not_filled"),
        waiting: count("waiting"),
      }).toEqual({ signals: 1_258, filled: 955, not_filled: 297, waiting: 6 });
    });

    it("are those of the written rules at every time between the order and its last horizon", () => {
      const some = signals.filter((_, nth) => nth % 20 === 0);
      for (let days = 0; days <= 10; days += 0.5) {
        const different = some.flatMap((signal) => {
          const asOf = signal.placed_at + days * DAY_SECONDS;
          return differencesOf(
            [signal],
            rows.filter(({ start }) => start + 1_800 <= asOf),
          );
        });
        expect(different).toEqual([]);
      }
    });
  },
);
