import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayOf, fromIsoDate, startOfDay } from "../time/day.ts";
import { HALF_HOUR_SECONDS, HOUR_SECONDS } from "../time/instant.ts";
import { halfHours } from "./candle.arbitrary.ts";
import type { Candle } from "./candle.ts";
import { type BuiltUnitTime, buildCandles } from "./candle-builder.ts";
import type { Session } from "./instrument.ts";
import { openingOf, SESSION_RULES } from "./session.ts";

/** Weeks with a clock change in Paris, in New York and in both, and one without a change. */
const WEEKS = ["2026-03-27", "2026-03-06", "2026-10-23", "2026-06-12"].map(fromIsoDate);
const session = fc.constantFrom<Session>("eu", "us", "always");

const scenes = fc
  .record({
    session,
    firstDay: fc.constantFrom(...WEEKS),
    minutes: fc.integer({ min: 0, max: 5 * 1_440 }),
  })
  .chain(({ session, firstDay, minutes }) =>
    fc.record({
      session: fc.constant(session),
      rows: halfHours(session, firstDay, 5),
      tick: fc.constant(startOfDay(firstDay) + minutes * 60),
    }),
  );

/** The end of the candle's period. */
function endOf({ start }: Candle, session: Session, ut: BuiltUnitTime): number {
  const rule = SESSION_RULES[session];
  const opening = openingOf(rule, dayOf(start));
  const hour = (start - opening) / HOUR_SECONDS;
  if (ut === "h1") return start + HOUR_SECONDS;
  const block = rule.blocks.find(({ from, to }) => hour >= from && hour < to);
  return opening + (ut === "h4" ? (block?.to ?? 0) : rule.hours) * HOUR_SECONDS;
}

describe.each(["h1", "h4", "daily"] as const)("candles of %s", (ut) => {
  test("have the open, close, high and low of their parts", () => {
    fc.assert(
      fc.property(scenes, ({ rows, session, tick }) => {
        for (const candle of buildCandles(rows, session, ut, tick)) {
          const end = endOf(candle, session, ut);
          const parts = rows.filter((row) => row.start >= candle.start && row.start < end);
          expect(end).toBeLessThanOrEqual(tick);
          expect(candle.open).toBe(parts[0]?.open);
          expect(candle.close).toBe(parts.at(-1)?.close);
          expect(candle.high).toBe(Math.max(...parts.map((part) => part.high)));
          expect(candle.low).toBe(Math.min(...parts.map((part) => part.low)));
        }
      }),
      { numRuns: 60 },
    );
  });

  test("are in order and never include a half-hour that has not begun at the tick", () => {
    fc.assert(
      fc.property(scenes, ({ rows, session, tick }) => {
        const candles = buildCandles(rows, session, ut, tick);
        candles.forEach((candle, index) => {
          expect(candle.start).toBeGreaterThan(candles[index - 1]?.start ?? 0);
        });
        const begun = rows.filter((row) => row.start < tick);
        expect(buildCandles(begun, session, ut, tick)).toEqual(candles);
      }),
      { numRuns: 60 },
    );
  });

  test("never change once they have closed", () => {
    fc.assert(
      fc.property(scenes, fc.integer({ min: 1, max: 96 }), ({ rows, session, tick }, halves) => {
        const now = buildCandles(rows, session, ut, tick);
        const later = buildCandles(rows, session, ut, tick + halves * HALF_HOUR_SECONDS);
        expect(later.slice(0, now.length)).toEqual(now);
      }),
      { numRuns: 60 },
    );
  });

  test("built from hours equal those built from half-hours", () => {
    fc.assert(
      fc.property(scenes, ({ rows, session, tick }) => {
        const hours = buildCandles(rows, session, "h1", tick);
        expect(buildCandles(hours, session, ut, tick)).toEqual(
          buildCandles(rows, session, ut, tick),
        );
      }),
      { numRuns: 60 },
    );
  });
});
