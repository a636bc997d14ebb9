import { describe, expect, it } from "vitest";
import type { RunCompleted, RunReason } from "../run/run-completed.ts";
import { problemsOf } from "./problems.ts";

const queue = { name: "notify", visible: 3, in_flight: 1, delayed: 2, dead_letters: 0 };
const well = {
  queues: [queue],
  stream: { iterator_age_ms: 60_000, parked: 0 },
  missed: [],
  runs: [],
};

describe("the problems of the status", () => {
  it("are empty while messages wait and the projector keeps up", () => {
    expect(problemsOf(well)).toEqual([]);
  });

  it("include a dead letter, a late projector and a missed run", () => {
    expect(
      problemsOf({
        queues: [queue, { ...queue, name: "persist", dead_letters: 2 }],
        stream: { iterator_age_ms: 61_000, parked: 0 },
        runs: [],
        missed: [1_795_424_460],
      }),
    ).toEqual([
      "persist has 2 dead letters",
      "the projector is 61 seconds behind",
      "1 run missed within a day",
    ]);
  });

  it("include a queue whose message fails repeatedly, but not one that failed a few times", () => {
    const stuck = { ...queue, most_failures: 5 };
    expect(problemsOf({ ...well, queues: [{ ...queue, most_failures: 4 }, stuck] })).toEqual([
      "notify is stuck: a message failed 5 times",
    ]);
  });

  it("include the messages of a channel that is no longer configured, and what to do", () => {
    const left = { ...queue, visible: 0, delayed: 0, dead_letters: 3, abandoned: true as const };
    const one = { ...left, name: "desk-webhook", dead_letters: 1 };
    expect(problemsOf({ ...well, queues: [left, one] })).toEqual([
      "3 messages wait for Slack, which is no longer configured: configure it again, or run bellwether dlq discard notify",
      "1 message waits for desk webhook, which is no longer configured: configure it again, or run bellwether dlq discard desk-webhook",
    ]);
  });

  it("include the workflows that the newest run found damaged, and what to do", () => {
    const example = { workflow_id: "a", workflow_name: "DAX", detail: "trigger: is missing" };
    const broken: RunReason = {
      outcome: "skipped",
      reason: "broken workflow",
      count: 2,
      examples: [example],
    };
    const run: RunCompleted = {
      schema: 1,
      tick: 1_795_424_460,
      evaluated: 3,
      signalled: 0,
      skipped: 2,
      failed: 0,
      reasons: [broken],
      duration_ms: 9,
      execution_context: "schedule:x",
    };
    expect(problemsOf({ ...well, runs: [run] })).toEqual([
      "2 stored workflows cannot be read: DAX (trigger: is missing) and others; delete it and enter it again, or restore a backup",
    ]);
    expect(problemsOf({ ...well, runs: [{ ...run, reasons: [] }, run] })).toEqual([]);
  });

  it("do not include a projector whose lag is unknown because it received no record", () => {
    expect(problemsOf({ ...well, stream: { iterator_age_ms: null, parked: 0 } })).toEqual([]);
  });
});
