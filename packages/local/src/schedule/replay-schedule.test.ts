import { fromIso, toIso } from "@bellwether/core/time";
import { describe, expect, it } from "vitest";
import type { ReplayState } from "../database/local-state.ts";
import { terminal } from "../terminal/terminal.ts";
import { replayClock } from "./market-clock.ts";
import { runOn } from "./replay-schedule.ts";

const start = { subject: "test", at: fromIso("2026-09-14T09:01:00Z"), finished: true };
const INTERVAL_MS = 20_000;

/** Runs on until the machine's clock has moved by `stopAfterMs`. */
async function ranFor(stopAfterMs: number) {
  let nowMs = 0;
  const ticks: string[] = [];
  const remembered: ReplayState[] = [];
  const stopping = new AbortController();
  const clock = replayClock(start.at, () => nowMs);
  const deps = {
    clock,
    remember: async (state: ReplayState) => void remembered.push(state),
    terminal: terminal({ out: { write: () => true }, verbose: false }),
    traded: [{ session: "eu" as const, code: "DAX.I" }],
    enqueueTick: async (tick: number) => void ticks.push(toIso(tick)),
    quiescent: async () => {},
    async sleep(durationMs: number) {
      nowMs = Math.min(nowMs + durationMs, stopAfterMs);
      if (nowMs === stopAfterMs) stopping.abort();
    },
  };
  await runOn(deps, start, INTERVAL_MS, stopping.signal, () => {});
  return { ticks, clock: clock.now(), at: remembered.at(-1)?.at ?? 0 };
}

describe("a replay that runs on at its pace", () => {
  it("can be stopped between two ticks and keeps its clock before the next tick", async () => {
    const { ticks, clock, at } = await ranFor(INTERVAL_MS + INTERVAL_MS / 2);
    expect(ticks).toEqual(["2026-09-14T09:31:00Z"]);
    expect(toIso(at)).toBe("2026-09-14T09:46:00Z");
    expect(at).toBe(clock);
  });

  it("can be stopped when a tick is due and does not skip it", async () => {
    const { ticks, at } = await ranFor(2 * INTERVAL_MS);
    expect(ticks).toEqual(["2026-09-14T09:31:00Z"]);
    expect(toIso(at)).toBe("2026-09-14T10:00:59Z");
  });
});
