import type { WorkflowSummary } from "@bellwether/core/api";
import { describe, expect, it } from "vitest";
import { outlookOf } from "./outlook.ts";
import { summary } from "./summary-sample.ts";

type Now = NonNullable<WorkflowSummary["now"]>;

const row = (id: string, outcome: Now["outcome"], ranges: number | null = null) =>
  summary({
    id,
    now: {
      outcome,
      reason: null,
      distance_points: ranges,
      distance_ranges: ranges,
      episode: null,
      episode_count: 0,
    },
  });

describe("the outlook", () => {
  it("counts what holds, what was closed and what could not be evaluated", () => {
    const rows = [
      row("a", "signal", 0),
      row("b", "held_back", 0),
      row("c", "closed"),
      row("d", "failed"),
      row("e", "skipped"),
      summary({ id: "off" }),
    ];
    expect(outlookOf(rows)).toEqual({
      considered: 5,
      holding: 2,
      nearest: [],
      unread: 2,
      closed: 1,
    });
  });

  it("names the three that are nearest to holding, nearest first, and none that holds", () => {
    const rows = [
      row("far", "no_signal", 3),
      row("second", "no_signal", 0.5),
      row("combo", "no_signal"),
      row("third", "no_signal", 1),
      row("first", "no_signal", 0.1),
      row("holds", "signal", 0),
    ];
    expect(outlookOf(rows).nearest.map(({ id }) => id)).toEqual(["first", "second", "third"]);
  });
});
