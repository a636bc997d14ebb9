import { HALF_HOUR_SECONDS } from "@bellwether/core/time";
import { TICK } from "@bellwether/functions/testing";
import { describe, expect, it } from "vitest";
import { followWallClock } from "./live-schedule.ts";

const HOUR_SECONDS = 2 * HALF_HOUR_SECONDS;

/** Follows a clock that only sleeping moves; `meddle` is told each tick as it is queued, and may set
 *  the clock. Ends after so many ticks, and answers them with the sleeps in between. */
async function follow(options: {
  readonly from: number;
  readonly ticks: number;
  readonly hasRun?: boolean;
  readonly meddle?: (clock: { now: number }, tick: number) => void;
}) {
  const { from, ticks, hasRun = true, meddle } = options;
  const clock = { now: from };
  const stopping = new AbortController();
  const queued: number[] = [];
  let longestMs = 0;
  await followWallClock(
    {
      marketNow: () => clock.now,
      sleep: async (durationMs) => {
        longestMs = Math.max(longestMs, durationMs);
        clock.now += durationMs / 1_000;
      },
      enqueueTick: async (tick) => {
        queued.push(tick);
        meddle?.(clock, tick);
        if (queued.length === ticks) stopping.abort();
      },
      hasRun: async () => hasRun,
      onNextTick: () => {},
    },
    stopping.signal,
  );
  return { queued, longestMs };
}

describe("the schedule of a live market", () => {
  it("queues each tick at its time, and looks at the clock in between", async () => {
    const { queued, longestMs } = await follow({ from: TICK + 60, ticks: 2 });
    expect(queued).toEqual([TICK + HALF_HOUR_SECONDS, TICK + HOUR_SECONDS]);
    expect(longestMs).toBeLessThanOrEqual(15_000);
  });

  it("makes up for a tick that is recent and has no run", async () => {
    const recent = await follow({ from: TICK + 60, ticks: 2, hasRun: false });
    expect(recent.queued).toEqual([TICK, TICK + HALF_HOUR_SECONDS]);
    const old = await follow({ from: TICK + 1_740, ticks: 1, hasRun: false });
    expect(old.queued).toEqual([TICK + HALF_HOUR_SECONDS]);
  });

  it("passes over the ticks that the machine slept through", async () => {
    const { queued } = await follow({
      from: TICK + 60,
      ticks: 2,
      meddle: (clock, tick) => {
        if (tick === TICK + HALF_HOUR_SECONDS) clock.now += 3 * HOUR_SECONDS;
      },
    });
    expect(queued).toEqual([TICK + HALF_HOUR_SECONDS, TICK + HALF_HOUR_SECONDS + 3 * HOUR_SECONDS]);
  });

  it("leaves no tick in the queue that is too late when the machine wakes", async () => {
    const { queued } = await follow({
      from: TICK + 60,
      ticks: 2,
      meddle: (clock, tick) => {
        // Asleep until 27 minutes after the tick three hours later.
        if (tick === TICK + HALF_HOUR_SECONDS) clock.now += 3 * HOUR_SECONDS + 27 * 60;
      },
    });
    expect(queued).toEqual([TICK + HALF_HOUR_SECONDS, TICK + HOUR_SECONDS + 3 * HOUR_SECONDS]);
  });

  it("goes on at once when the clock was set back: ticks that come again are run again", async () => {
    const { queued } = await follow({
      from: TICK + 60,
      ticks: 3,
      meddle: (clock, tick) => {
        if (tick === TICK + HALF_HOUR_SECONDS) clock.now -= HOUR_SECONDS;
      },
    });
    expect(queued).toEqual([TICK + HALF_HOUR_SECONDS, TICK, TICK + HALF_HOUR_SECONDS]);
  });
});
