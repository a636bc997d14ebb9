import { messageJson } from "@bellwether/core/event";
import { describe, expect, it } from "vitest";
import { aRun, TICK } from "../testing/sample.ts";
import { inSequence } from "./queue-consumer.ts";
import { queuedRunHandler } from "./queued-run.ts";
import type { RunResult } from "./run-result.ts";

const payload = { tick: "2026-11-23T09:01:00Z", execution_context: "schedule:a" };
const completed: RunResult = { kind: "completed", run: aRun() };

const consumer = (run: (request: unknown) => Promise<RunResult>) =>
  inSequence(messageJson, queuedRunHandler({ run }));

describe("ticks from a queue", () => {
  it("run one after another; a failed one returns to the queue, an invalid one does not", async () => {
    const ticks: unknown[] = [];
    const consume = consumer(async (request) => {
      ticks.push(request);
      if (ticks.length === 2) throw new Error("no events");
      return completed;
    });
    const body = JSON.stringify(payload);
    expect(await consume([body, body, "not JSON", '{"tick":"yesterday"}'])).toEqual([
      { kind: "done" },
      { kind: "failed", reason: "no events" },
      { kind: "poison", reason: "the message is not JSON" },
      { kind: "poison", reason: expect.stringContaining("not a scheduled run: tick") },
    ]);
    expect(ticks).toEqual([payload, payload]);
  });

  it("are parked when they are too old to be evaluated", async () => {
    const consume = consumer(async () => ({ kind: "missed", tick: TICK, late_seconds: 3_600 }));
    expect(await consume([JSON.stringify(payload)])).toEqual([
      { kind: "poison", reason: "missed: 3600 seconds late" },
    ]);
  });
});
