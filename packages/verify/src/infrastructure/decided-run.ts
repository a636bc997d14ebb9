import { randomUUID } from "node:crypto";
import type { WorkflowsDecided } from "@bellwether/core/signal";

/** The decisions of a run, of one workflow that was deleted since. */
export const decidedAt = (tick: number): WorkflowsDecided => ({
  schema: 1,
  tick,
  part: 0,
  parts: 1,
  decisions: [
    {
      workflow_id: randomUUID(),
      outcome: "no_signal",
      reason: null,
      value: null,
      distance_points: 1,
      range_points: null,
      episode: null,
      episode_count: 0,
    },
  ],
});
