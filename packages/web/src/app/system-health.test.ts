import type { SystemStatus } from "@bellwether/core/api";
import { describe, expect, it } from "vitest";
import { countdownWords, healthOf } from "./system-health.ts";

const RUN = { failed: 0 } as SystemStatus["runs"][number];
const MARKET = { simulated: false, replaying: false } as SystemStatus["market"];
const WELL = {
  market: MARKET,
  next_tick: 1_800_000_060,
  problems: [],
  paused: false,
  runs: [RUN],
} as unknown as SystemStatus;
const levelOf = (change: Partial<SystemStatus>) => healthOf({ ...WELL, ...change }, 1, false);

describe("the health in the header", () => {
  it("is green only with a recent status without problems", () => {
    expect(levelOf({}).level).toBe("good");
    expect(healthOf(WELL, 27, false)).toMatchObject({ level: "warn", isOld: true });
    expect(healthOf(WELL, 1, true)).toMatchObject({ level: "warn", isOld: true });
  });

  it("counts the problems", () => {
    expect(levelOf({ problems: ["a"] })).toMatchObject({ level: "bad", words: "1 problem" });
    expect(levelOf({ problems: ["a", "b"] })).toMatchObject({ words: "2 problems", short: "2" });
  });

  it("is amber when a recording has ended", () => {
    expect(levelOf({ next_tick: null })).toMatchObject({ level: "warn", words: "Recording over" });
  });

  it("is amber while paused and while a workflow fails", () => {
    expect(levelOf({ paused: true })).toMatchObject({ level: "warn", words: "Paused" });
    expect(levelOf({ runs: [{ ...RUN, failed: 2 }] }).words).toBe("2 failed in the last run");
  });
});

it("the countdown is exact to the second and never negative", () => {
  expect([724, 3_723, 0.2, -5].map(countdownWords)).toEqual(["12:04", "1:02:03", "0:01", "0:00"]);
});
