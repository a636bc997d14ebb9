import { fromIso, toIso } from "@bellwether/core/time";
import { describe, expect, it } from "vitest";
import type { ReplayState } from "../database/local-state.ts";
import { terminal } from "../terminal/terminal.ts";
import { replayClock } from "./market-clock.ts";
import { createTimeline } from "./timeline.ts";

const plan = {
  subject: "a recording",
  from: fromIso("2026-09-14T09:00:00Z"),
  until: fromIso("2026-09-14T09:40:00Z"),
  traded: [{ session: "eu" as const, code: "DAX.I" }],
  tickEveryMs: null,
};

/** A start whose messages are delivered only when `deliver` is called. */
function started(start: ReplayState) {
  const ticks: string[] = [];
  const stored: ReplayState[] = [];
  const delivery = { end: () => {} };
  const delivered = new Promise<void>((resolve) => {
    delivery.end = resolve;
  });
  const stopping = new AbortController();
  const timeline = createTimeline({
    replay: { plan, start },
    clock: replayClock(start.at, () => 0),
    marketNow: () => start.at,
    remember: async (state) => void stored.push(state),
    terminal: terminal({ out: { write: () => true }, verbose: false }),
    sleep: async () => {},
    enqueueTick: async (tick) => void ticks.push(toIso(tick)),
    hasRun: async () => false,
    quiescent: async () => {},
    drained: () => delivered,
  });
  const ended = timeline.run(stopping.signal);
  return { ticks, stored, stopping, ended, deliver: delivery.end };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("a replay with an end", () => {
  it("announces nothing twice when it was killed after its last tick, before every message was delivered", async () => {
    const first = started({ subject: plan.subject, at: plan.from, finished: false });
    while (first.stored.at(-1)?.at !== plan.until) await turn();
    expect(first.ticks).not.toEqual([]);
    // The process is killed here, with messages that wait for Slack.
    const left = first.stored.at(-1);
    if (left === undefined) throw new Error("nothing was stored");
    expect(left).toEqual({ subject: plan.subject, at: plan.until, finished: false });
    const second = started(left);
    second.deliver();
    expect(await second.ended).toBe(true);
    expect(second.ticks).toEqual([]);
    expect(second.stored.at(-1)).toEqual({ ...left, finished: true });
  });

  it("is not finished when it is stopped before every message is delivered", async () => {
    const { stored, stopping, ended, deliver } = started({
      subject: plan.subject,
      at: plan.from,
      finished: false,
    });
    while (stored.at(-1)?.at !== plan.until) await turn();
    stopping.abort();
    deliver();
    expect(await ended).toBe(false);
    expect(stored.some(({ finished }) => finished)).toBe(false);
  });
});
