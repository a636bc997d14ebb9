/** Arbitrary workflows for property tests. */
import * as fc from "fast-check";
import { UNIT_TIMES } from "../market/unit-time.ts";
import { INVISIBLE, UNPRINTABLE } from "../text.ts";
import { toIsoDate } from "../time/day.ts";
import { COMPUTED_INDICATORS, type Indicator } from "./indicator.ts";
import { type Condition, MAX_CONDITIONS, type Trigger, type WorkflowDraft } from "./workflow.ts";

const ut = fc.constantFrom(...UNIT_TIMES);
/** A price with two decimals. */
const level = fc.integer({ min: -1_000_000, max: 100_000_000 }).map((units) => units / 100);
const distance = fc.integer({ min: 0, max: 100_000 }).map((units) => units / 100);
const date = fc.integer({ min: 0, max: 40_000 }).map(toIsoDate);
/** Text without surrounding spaces, among it text to which YAML gives another type. */
const text = (maxLength: number) =>
  fc
    .oneof(
      fc.string({ minLength: 1, maxLength, unit: "grapheme" }),
      fc.constantFrom(
        "yes",
        "12:30:45",
        "010",
        "~",
        "2026-01-01",
        "- a: b",
        "#",
        "<<",
        'it\'s "so"',
      ),
    )
    .map((value) => value.trim())
    .filter((value) => value.length > 0 && value.length <= maxLength && !UNPRINTABLE.test(value));

const code = text(20).filter((value) => !INVISIBLE.test(value));

const indicator: fc.Arbitrary<Indicator> = fc.oneof(
  fc.record({ name: fc.constantFrom(...COMPUTED_INDICATORS), ut }),
  fc.record({ name: fc.constant("polarite"), ut, value: level }),
  fc.record({ name: fc.constant("zone"), ut, value: level, zone_value: level }),
  fc
    .record({
      name: fc.constant("inclined"),
      ut,
      x1: fc.record({ x: date, y: level }),
      x2: fc.record({ x: date, y: level }),
    })
    .filter(({ x1, x2 }) => x1.x !== x2.x),
);

export const conditions: fc.Arbitrary<Condition> = fc.record({
  indicator,
  close: fc.record({ direction: fc.constantFrom("above", "below"), ut, spread: distance }),
  element: fc.constantFrom(null, "close", "high", "low"),
});

const triggers: fc.Arbitrary<Trigger> = fc.record({
  ut,
  signal: fc.constant("breakout"),
  location: fc.constantFrom("higher", "lower"),
  order_direction: fc.constantFrom("buy", "sell"),
  quantity: fc.oneof(distance, fc.constantFrom(1e-7, 0.1, 1e15)),
  offset: distance,
});

export const workflowDrafts: fc.Arbitrary<WorkflowDraft> = fc.record({
  name: text(60),
  index: code,
  cfd: code,
  enable: fc.boolean(),
  dry_run: fc.boolean(),
  is_us: fc.boolean(),
  end_date: fc.option(date),
  conditions: fc
    .tuple(conditions, fc.array(conditions, { maxLength: MAX_CONDITIONS - 1 }))
    .map(([first, others]): WorkflowDraft["conditions"] => [first, ...others]),
  match: fc.constantFrom("all", "any"),
  trigger: triggers,
  repeat: fc.constantFrom("every_run", "once_per_candle", "once_per_episode"),
  announce: fc.constantFrom("every_signal", "once_per_episode"),
  tags: fc.constantFrom([], ["gap"], ["gap", "Paris: morning"]),
  notify: fc.constantFrom(null, ["telegram" as const], ["slack" as const, "webhook" as const]),
});
