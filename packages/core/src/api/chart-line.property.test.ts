import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Candle } from "../market/candle.ts";
import { candleEnd } from "../market/candle-builder.ts";
import { openingOf, SESSION_RULES } from "../market/session.ts";
import { type EpochDay, isWeekend, startOfDay, toIsoDate } from "../time/day.ts";
import { HALF_HOUR_SECONDS, type Instant } from "../time/instant.ts";
import { tickAfter } from "../time/schedule.ts";
import { lineValue } from "../workflow/inclined-line.ts";
import { marketView } from "../workflow/market-view.ts";
import { chartLines } from "./chart-line.ts";

const FIRST_DAY = 20_400;
const CODE = "DAX.I";

/** The weekdays of ten weeks on which the instrument traded: some are missing. */
const traded = fc
  .array(fc.integer({ min: FIRST_DAY, max: FIRST_DAY + 70 }), { maxLength: 15 })
  .map((closed) =>
    Array.from({ length: 70 }, (_, index) => FIRST_DAY + index).filter(
      (day) => !isWeekend(day) && !closed.includes(day),
    ),
  );

const bar = (start: Instant): Candle => ({ start, open: 1, high: 1, low: 1, close: 1 });

/** What the feed has shown of the days up to a tick: the bar of a day begins with its session. */
function feedAt(days: readonly EpochDay[], session: "eu" | "us", tick: Instant): readonly Candle[] {
  return days
    .filter((day) => openingOf(SESSION_RULES[session], day) <= tick)
    .map((day) => bar(startOfDay(day)));
}

describe("an inclined line", () => {
  const cases = fc.record({
    days: traded,
    session: fc.constantFrom("eu", "us"),
    ut: fc.constantFrom("h1", "h4", "daily", "weekly"),
    x1: fc.integer({ min: FIRST_DAY, max: FIRST_DAY + 30 }),
    length: fc.integer({ min: 1, max: 20 }),
    halfHour: fc.integer({ min: 0, max: 17 }),
    nth: fc.nat(),
  });

  test("has on the chart, at each candle, the value that the engine used at that candle's tick", () => {
    fc.assert(
      fc.property(cases, ({ days, session, ut, x1, length, halfHour, nth }) => {
        const indicator = {
          name: "inclined",
          ut: "h1",
          x1: { x: toIsoDate(x1), y: 100 },
          x2: { x: toIsoDate(x1 + length), y: 117 },
        } as const;
        const day = days[nth % days.length] ?? FIRST_DAY;
        const start =
          ut === "weekly"
            ? startOfDay(day)
            : openingOf(SESSION_RULES[session], day) + halfHour * HALF_HOUR_SECONDS;
        const end = candleEnd(session, ut, start);
        fc.pre(end !== null);
        const tick = tickAfter(end ?? 0);
        const live = marketView({ tick, rows: () => feedAt(days, session, tick) });
        const asOf = startOfDay(FIRST_DAY + 75);
        const hindsight = marketView({ tick: asOf, rows: () => feedAt(days, session, asOf) });
        const [line] = chartLines({
          indicator,
          instrument: {
            code: CODE,
            name: CODE,
            asset_type: "Index",
            decimals: 2,
            tick_size: 0.01,
            market: session,
          },
          session,
          ut,
          candles: [bar(start)],
          from: 0,
          view: hindsight,
        });
        const engine = lineValue(indicator, { code: CODE, session, tick }, live);
        const expected = engine.kind === "value" ? [{ start, value: engine.value }] : [];
        expect(line?.points).toEqual(expected);
      }),
    );
  });

  test("has the value of its time at a past tick, even before the session opens", () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 0, max: 47 }), ({ days, session, x1, length }, half) => {
        const indicator = {
          name: "inclined",
          ut: "h1",
          x1: { x: toIsoDate(x1), y: 100 },
          x2: { x: toIsoDate(x1 + length), y: 117 },
        } as const;
        const tick = startOfDay(FIRST_DAY + 40) + half * HALF_HOUR_SECONDS + 60;
        const live = marketView({ tick, rows: () => feedAt(days, session, tick) });
        const replayed = marketView({ tick, rows: () => days.map((day) => bar(startOfDay(day))) });
        const at = { code: CODE, session, tick };
        expect(lineValue(indicator, at, replayed)).toEqual(lineValue(indicator, at, live));
      }),
    );
  });
});
