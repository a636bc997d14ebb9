import type { TraceHop } from "@bellwether/core/api";
import { expect, it } from "vitest";
import { delayWords, hopStateWords, hopWords, traceSummary } from "./trace-words.ts";

const MS = 1_795_428_062_000;
const hop = (name: TraceHop["hop"], change: Partial<TraceHop> = {}): TraceHop => ({
  hop: name,
  consumer: null,
  state: "done",
  at_ms: MS,
  detail: null,
  ...change,
});

const done = [
  hop("evaluated"),
  hop("emitted"),
  hop("stored", { at_ms: MS + 50 }),
  hop("announced", { at_ms: MS + 1_234, consumer: "notify" }),
];

it("a trace states how long it took, and each hop how long after the first", () => {
  expect(traceSummary(done)).toBe("Every hop is done, in 1.2 s.");
  expect(done.map((each) => hopStateWords(each, done))).toEqual(["", "+0 ms", "+50 ms", "+1.2 s"]);
  expect(done.map(hopWords)).toEqual(["Evaluated", "Emitted", "Stored", "Announced by notify"]);
});

it("a trace states where a signal waits or stopped, and why", () => {
  const waits = hop("announced", {
    consumer: "notify",
    state: "waiting",
    at_ms: null,
    detail: "in the queue of notify",
  });
  const stopped = hop("stored", {
    state: "stopped",
    at_ms: null,
    detail: "dead letter of persist",
  });
  expect(traceSummary([hop("evaluated"), stopped, waits])).toBe(
    "Stored: stopped, dead letter of persist. Announced by notify: waits, in the queue of notify.",
  );
  expect(
    [waits, stopped, hop("queued", { state: "not_reached", at_ms: null })].map((each) =>
      hopStateWords(each, []),
    ),
  ).toEqual(["waits", "stopped", "not reached"]);
});

it("a trace of an earlier version has hops without a time", () => {
  const bare = [hop("evaluated", { at_ms: null }), hop("stored", { at_ms: null })];
  expect(traceSummary(bare)).toBe("Every hop is done.");
  expect(hopStateWords(bare[0] ?? hop("stored"), bare)).toBe("done");
});

it("a delay is in milliseconds, seconds or minutes", () => {
  expect([0, 999, 1_000, 59_940, 240_000].map(delayWords)).toEqual([
    "0 ms",
    "999 ms",
    "1.0 s",
    "59.9 s",
    "4 min",
  ]);
});
