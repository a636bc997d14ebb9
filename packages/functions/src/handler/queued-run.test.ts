import type { Log } from "@bellwether/core/port";
import { describe, expect, it } from "vitest";
import { scheduledOrQueued } from "./queued-run.ts";

const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };
const payload = { tick: "2026-11-23T09:01:00Z", execution_context: "schedule:a" };

describe("the engine's two doors", () => {
  it("hands over what the scheduler sends, and answers what the run answers", async () => {
    const handler = scheduledOrQueued(async (event) => ({ ran: event }), silent);
    expect(await handler(payload)).toEqual({ ran: payload });
  });

  it("lets the scheduler see a run that failed", async () => {
    const handler = scheduledOrQueued(() => Promise.reject(new Error("no events")), silent);
    await expect(handler(payload)).rejects.toThrow("no events");
  });

  it("runs each tick of a queue, and gives back those that failed", async () => {
    const ticks: unknown[] = [];
    const handler = scheduledOrQueued(async (event) => {
      ticks.push(event);
      if (ticks.length === 2) throw new Error("no events");
    }, silent);
    const answer = await handler({
      Records: [
        { messageId: "a", body: JSON.stringify(payload) },
        { messageId: "b", body: JSON.stringify(payload) },
        { messageId: "c", body: "not JSON" },
      ],
    });
    expect(answer).toEqual({
      batchItemFailures: [{ itemIdentifier: "b" }, { itemIdentifier: "c" }],
    });
    expect(ticks).toEqual([payload, payload]);
  });
});
