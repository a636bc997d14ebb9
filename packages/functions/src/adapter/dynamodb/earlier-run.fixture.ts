import type { WorkflowDecision } from "@bellwether/core/signal";

/** A run in two ranges as earlier releases stored it, and its decisions. */
export const EARLIER_RUN: Readonly<{
  tick: number;
  items: readonly (Readonly<Record<string, unknown>> & { readonly packed: string })[];
  decisions: readonly WorkflowDecision[];
}> = {
  tick: 1795428060,
  items: [
    {
      day: "2026-11-23",
      tick_part: 1795428060000,
      tick: 1795428060,
      part: 0,
      parts: 1,
      range: {
        index: 0,
        count: 2,
      },
      kinds: [
        ["signal", null, 0, 29],
        ["held_back", "signalled already for this candle", 0, 29],
        ["no_signal", null, 2, 7],
      ],
      packed:
        "Ww9KHmwNTnuaNQ9vH286AQBA1fPh/y5I6UMAgABrBADMAANbD0oebA1Oe5o1D28fbzoCAUC/NhmZmZmaQoCAAGsEDtwAAVsPSh5sDU57mjUPbx9vOgMCP/FVz6rNnoRBSAAAPwAAAA==",
      ttl: 1798020060,
    },
    {
      day: "2026-11-23",
      tick_part: 1795428060125,
      tick: 1795428060,
      part: 0,
      parts: 1,
      range: {
        index: 1,
        count: 2,
      },
      kinds: [
        ["skipped", "no fresh candle", 0, 0],
        ["failed", "the evaluation failed", 0, 8],
      ],
      packed: "Ww9KHmwNTnuaNQ9vH286BABbD0oebA1Oe5o1D28fbzoFAWsEB9QABw==",
      ttl: 1798020060,
    },
  ],
  decisions: [
    {
      reason: null,
      value: 22479.5312,
      distance_points: 0,
      range_points: 128.5,
      episode: 1795424460,
      episode_count: 3,
      workflow_id: "5b0f4a1e-6c0d-4e7b-9a35-0f6f1f6f3a01",
      outcome: "signal",
    },
    {
      reason: "signalled already for this candle",
      value: 7990.1,
      distance_points: 0,
      range_points: 64.25,
      episode: 1795428060,
      episode_count: 1,
      workflow_id: "5b0f4a1e-6c0d-4e7b-9a35-0f6f1f6f3a02",
      outcome: "held_back",
    },
    {
      reason: null,
      value: 1.08345,
      distance_points: 12.5,
      range_points: 0.5,
      episode: null,
      episode_count: 0,
      workflow_id: "5b0f4a1e-6c0d-4e7b-9a35-0f6f1f6f3a03",
      outcome: "no_signal",
      missing_rows: 2,
    },
    {
      reason: "no fresh candle",
      value: null,
      distance_points: null,
      range_points: null,
      episode: null,
      episode_count: 0,
      workflow_id: "5b0f4a1e-6c0d-4e7b-9a35-0f6f1f6f3a04",
      outcome: "skipped",
    },
    {
      reason: "the evaluation failed",
      value: null,
      distance_points: null,
      range_points: null,
      episode: 1795426260,
      episode_count: 7,
      workflow_id: "5b0f4a1e-6c0d-4e7b-9a35-0f6f1f6f3a05",
      outcome: "failed",
    },
  ],
};
