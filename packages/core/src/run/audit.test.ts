import { expect, it } from "vitest";
import type { WorkflowDecision } from "../signal/workflows-decided.ts";
import { auditSchema, auditSentences, differenceOf, whyDecidedOtherwise } from "./audit.ts";

const TICK = 1_790_000_000;
const unedited = { updated_at: 0 };
const decision: WorkflowDecision = {
  workflow_id: "00000000-0000-4000-8000-000000000000",
  outcome: "no_signal",
  reason: null,
  value: 22_479.5,
  distance_points: Math.fround(12.3),
  range_points: 128,
  episode: null,
  episode_count: 0,
};

it("a decision equals its replay in outcome, level and distance, the latter as it is stored", () => {
  const same = { ...decision, distance_points: 12.3, range_points: null };
  expect(whyDecidedOtherwise(unedited, TICK, decision, same)).toBeNull();
  const held = { ...decision, outcome: "held_back" } as const;
  expect(whyDecidedOtherwise(unedited, TICK, held, { ...decision, outcome: "signal" })).toBeNull();
  const farther = { ...decision, distance_points: 12.4 };
  expect(whyDecidedOtherwise(unedited, TICK, decision, farther)).toBe("candles corrected since");
});

it("a difference shows its levels as numbers that a person reads", () => {
  const between = { ...decision, value: 3_019.117142857143, distance_points: null };
  const tiny = { ...between, value: 4.9e-7 };
  expect(differenceOf(unedited, TICK, between, tiny)?.detail).toBe(
    "no signal at 3019.117143, now no signal at 0.00000049",
  );
});

it("a run that lacked rows which are there now evaluated before they came", () => {
  const lacking = { ...decision, value: 22_470, missing_rows: 2 };
  const why = (missing: object) =>
    whyDecidedOtherwise(unedited, TICK, lacking, { ...decision, ...missing });
  expect(why({})).toBe("candles came late");
  expect(why({ missing_rows: 1 })).toBe("candles came late");
  expect(why({ missing_rows: 2 })).toBe("candles corrected since");
});

it("a difference shows both decisions", () => {
  const replayed = { ...decision, outcome: "signal", distance_points: 0 } as const;
  expect(differenceOf(unedited, TICK, decision, replayed)).toEqual({
    reason: "candles corrected since",
    detail: "no signal at 22479.5, 12.3 points away, now signal at 22479.5",
  });
  expect(differenceOf(unedited, TICK, undefined, replayed)).toEqual({
    reason: "no run evaluated it",
    detail: "nothing was decided, now signal at 22479.5",
  });
});

it("an audit that was stored before late and corrected were separate reasons is read and shown", () => {
  const stored = auditSchema.parse({
    schema: 1,
    from: TICK - 86_400,
    to: TICK,
    compared: 100,
    differences: [{ reason: "candles came late or were corrected since", count: 3, examples: [] }],
    failed: 0,
  });
  expect(auditSentences(stored)).toEqual([
    "of 100 decisions of the last audited day 3 decisions differ from the replay: candles came late or were corrected since",
  ]);
});
