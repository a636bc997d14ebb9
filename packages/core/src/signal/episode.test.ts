import { describe, expect, it } from "vitest";
import { fromIso, HALF_HOUR_SECONDS } from "../time/instant.ts";
import { episodeBefore, previousDueTick } from "./episode.ts";
import type { WorkflowDecision } from "./workflows-decided.ts";

const TICK = fromIso("2026-09-14T10:31:00Z");
const BEFORE = TICK - HALF_HOUR_SECONDS;

type Subject = Parameters<typeof episodeBefore>[0];
const workflow = { version: 3, updated_at: 0, dry_run: false } as Subject;

function decision(over: Partial<WorkflowDecision>): WorkflowDecision {
  return {
    workflow_id: "9b2e4f2e-8c1d-4c55-9a7e-111111111111",
    outcome: "signal",
    reason: null,
    value: null,
    distance_points: 0,
    range_points: null,
    episode: BEFORE - HALF_HOUR_SECONDS,
    episode_count: 2,
    ...over,
  };
}

describe("the previous tick of a session", () => {
  const dax = { session: "eu", code: "DAX.I" } as const;
  it.each([
    ["within a session", "2026-09-14T10:31:00Z", "2026-09-14T10:01:00Z"],
    ["over a night", "2026-09-15T07:01:00Z", "2026-09-14T16:01:00Z"],
    ["over a weekend", "2026-09-14T07:01:00Z", "2026-09-11T16:01:00Z"],
    ["over Easter", "2026-04-07T07:01:00Z", "2026-04-02T16:01:00Z"],
  ])("%s", (_, tick, before) => {
    expect(previousDueTick(dax, fromIso(tick))).toBe(fromIso(before));
  });

  it("is half an hour earlier for a market that never closes", () => {
    const pair = { session: "always", code: "BTCUSDT" } as const;
    expect(previousDueTick(pair, TICK)).toBe(BEFORE);
  });
});

describe("an episode", () => {
  it("continues when the previous evaluation belonged to it, announced or held back", () => {
    const running = { start: BEFORE - HALF_HOUR_SECONDS, count: 2 };
    for (const outcome of ["signal", "held_back", "skipped"] as const) {
      const before = { tick: BEFORE, decision: decision({ outcome }) };
      expect(episodeBefore(workflow, before)).toEqual(running);
    }
  });

  it("ends when the condition no longer holds", () => {
    const ended = decision({ outcome: "no_signal", episode: null, episode_count: 0 });
    expect(episodeBefore(workflow, { tick: BEFORE, decision: ended })).toBeNull();
  });

  it("ends when the workflow was edited", () => {
    const edited = { ...workflow, updated_at: BEFORE + 1 };
    expect(episodeBefore(edited, { tick: BEFORE, decision: decision({}) })).toBeNull();
  });

  it("is derived from the last order while the previous decision is missing", () => {
    const last_order = { placed_at: BEFORE, workflow_version: 3, episode: 7, episode_count: 4 };
    const late = { ...workflow, last_order } as Subject;
    expect(episodeBefore(late, { tick: BEFORE, decision: undefined })).toEqual({
      start: 7,
      count: 4,
    });
  });

  it("begins again when neither is known, or the last order has another tick or version", () => {
    const cases = [
      undefined,
      { placed_at: BEFORE - 1 },
      { placed_at: BEFORE, workflow_version: 2 },
    ];
    for (const last_order of cases) {
      const late = { ...workflow, last_order } as Subject;
      expect(episodeBefore(late, { tick: BEFORE, decision: undefined })).toBeNull();
    }
  });
});
