import type { Log } from "@bellwether/core/log";
import { describe, expect, it } from "vitest";
import type { RunResult } from "./generate.ts";
import { scheduledOrQueued } from "./queued-run.ts";

const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };
const payload = { tick: "2026-11-23T09:01:00Z", execution_context: "schedule:a" };
const completed: RunResult = {
  kind: "completed",
  run: {
    schema: 1,
    tick: 1_795_424_460,
    evaluated: 0,
    signalled: 0,
    skipped: 0,
    failed: 0,
    reasons: [],
    duration_ms: 1,
    execution_context: "schedule:a",
  },
};

function engine(run: (event: unknown) => Promise<RunResult>) {
  const parked: string[] = [];
  const park = async (_body: string, reason: string): Promise<void> => {
    parked.push(reason);
  };
  return { handler: scheduledOrQueued({ run, park, log: silent }), parked };
}

const delivery = (messageId: string, body: string) => ({ messageId, body, attributes: {} });

describe("the engine's two doors", () => {
  it("hands over what the scheduler sends, and answers what the run answers", async () => {
    const events: unknown[] = [];
    const { handler } = engine(async (event) => {
      events.push(event);
      return completed;
    });
    expect(await handler(payload)).toEqual(completed);
    expect(events).toEqual([payload]);
  });

  it("lets the scheduler see a run that failed", async () => {
    const { handler } = engine(() => Promise.reject(new Error("no events")));
    await expect(handler(payload)).rejects.toThrow("no events");
  });

  it("runs each tick of a queue, and gives back those that failed", async () => {
    const ticks: unknown[] = [];
    const { handler, parked } = engine(async (event) => {
      ticks.push(event);
      if (ticks.length === 2) throw new Error("no events");
      return completed;
    });
    const answer = await handler({
      Records: [
        delivery("a", JSON.stringify(payload)),
        delivery("b", JSON.stringify(payload)),
        delivery("c", "not JSON"),
      ],
    });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "b" }] });
    expect(ticks).toEqual([payload, payload]);
    expect(parked).toEqual(["the message is not JSON"]);
  });

  it("parks a tick that has grown too old to be evaluated", async () => {
    const { handler, parked } = engine(async () => ({
      kind: "missed",
      tick: 1_795_424_460,
      late_seconds: 3_600,
    }));
    const answer = await handler({ Records: [delivery("a", JSON.stringify(payload))] });
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(parked).toEqual(["missed: 3600 seconds late"]);
  });
});
