import { describe, expect, it } from "vitest";
import { pollPaceMs } from "./poll-pace.ts";

const TICK = 1_800_000_060;
const at = (clock: number, change: Partial<Parameters<typeof pollPaceMs>[0]> = {}) =>
  pollPaceMs({ clock, nextTick: TICK, lastTick: TICK - 1_800, isAccelerated: false, ...change });

describe("the pace of polling", () => {
  it("is two seconds for half a minute after the next or the last tick", () => {
    expect([at(TICK), at(TICK + 29)]).toEqual([2_000, 2_000]);
    expect(at(TICK + 3, { nextTick: TICK + 1_800, lastTick: TICK })).toBe(2_000);
  });

  it("is a minute otherwise, or less until the next tick", () => {
    expect(at(TICK - 900)).toBe(60_000);
    expect(at(TICK - 20)).toBe(20_000);
    expect(at(TICK + 31)).toBe(60_000);
    expect(at(TICK, { nextTick: null, lastTick: null })).toBe(60_000);
  });

  it("is two seconds in a market whose hours pass within seconds", () => {
    expect(at(TICK - 900, { isAccelerated: true })).toBe(2_000);
  });
});
