import { HALF_HOUR_SECONDS } from "@bellwether/core/time";
import { TICK } from "@bellwether/functions/testing";
import { describe, expect, it } from "vitest";
import { followWallClock } from "./live-schedule.ts";

const HOUR_SECONDS = 2 * HALF_HOUR_SECONDS;

/** Follows a clock that only sleeping moves; `onTick` is called with each queued tick and may set
 *  the clock. Stops after `ticks` ticks and returns them with the longest sleep. */
async function follow(options: {
  readonly from: number;
  readonly ticks: number;
  readonly hasRun?: boolean;
  readonly onTick?: (clock: { now: number }, tick: number) => void;
}) {
  const { from, ticks, hasRun = true, onTick } = options;
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
        onTick?.(clock, tick);
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
  it("queues each tick at its time and checks the clock in between", async () => {
    const { queued, longestMs } = await follow({ from: TICK + 60, ticks: 2 });
    expect(queued).toEqual([TICK + HALF_HOUR_SECONDS, TICK + HOUR_SECONDS]);
    expect(longestMs).toBeLessThanOrEqual(15_000);
  });

  it("queues a recent tick that has no run", async () => {
    const recent = await follow({ from: TICK + 60, ticks: 2, hasRun: false });
    expect(recent.queued).toEqual([TICK, TICK + HALF_HOUR_SECONDS]);
    const old = await follow({ from: TICK + 1_740, ticks: 1, hasRun: false });
    expect(old.queued).toEqual([TICK + HALF_HOUR_SECONDS]);
  });

  it("skips the ticks during which the machine slept", async () => {
    const { queued } = await follow({
      from: TICK + 60,
      ticks: 2,
      onTick: (clock, tick) => {
        if (tick === TICK + HALF_HOUR_SECONDS) clock.now += 3 * HOUR_SECONDS;
      },
    });
    expect(queued).toEqual([TICK + HALF_HOUR_SECONDS, TICK + HALF_HOUR_SECONDS + 3 * HOUR_SECONDS]);
  });

  it("queues no tick that is too old when the machine wakes", async () => {
    const { queued } = await follow({
      from: TICK + 60,
      ticks: 2,
      onTick: (clock, tick) => {
        // Asleep until 27 minutes after the tick three hours later.
        if (tick === TICK + HALF_HOUR_SECONDS) clock.now += 3 * HOUR_SECONDS + 27 * 60;
      },
    });
    expect(queued).toEqual([TICK + HALF_HOUR_SECONDS, TICK + HOUR_SECONDS + 3 * HOUR_SECONDS]);
  });

  it("continues at once when the clock was set back and repeats the ticks", async () => {
    const { queued } = await follow({
      from: TICK + 60,
      ticks: 3,
      onTick: (clock, tick) => {
        if (tick === TICK + HALF_HOUR_SECONDS) clock.now -= HOUR_SECONDS;
      },
    });
    expect(queued).toEqual([TICK + HALF_HOUR_SECONDS, TICK, TICK + HALF_HOUR_SECONDS]);
  });
});
