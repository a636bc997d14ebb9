import { PublishError } from "@bellwether/core/event";
import { type RunCompleted } from "@bellwether/core/run";
import { describe, expect, it } from "vitest";
import { measured, runMetrics } from "./run-metrics.ts";

const run: RunCompleted = {
  schema: 1,
  tick: 1_795_424_460,
  evaluated: 40,
  signalled: 3,
  skipped: 9,
  failed: 1,
  reasons: [],
  duration_ms: 812.5,
  execution_context: "schedule:test",
};

describe("the metrics of a run", () => {
  it("are one line in CloudWatch's embedded metric format", () => {
    expect(runMetrics(run, "production", 1_795_424_463_000)).toEqual({
      _aws: {
        Timestamp: 1_795_424_463_000,
        CloudWatchMetrics: [
          {
            Namespace: "Bellwether",
            Dimensions: [["Stage"]],
            Metrics: [
              { Name: "RunCompleted", Unit: "Count" },
              { Name: "WorkflowsEvaluated", Unit: "Count" },
              { Name: "SignalsEmitted", Unit: "Count" },
              { Name: "WorkflowsSkipped", Unit: "Count" },
              { Name: "WorkflowsFailed", Unit: "Count" },
              { Name: "RunsWithNothingEvaluated", Unit: "Count" },
              { Name: "WorkflowsStuck", Unit: "Count" },
              { Name: "RunDuration", Unit: "Milliseconds" },
            ],
          },
        ],
      },
      Stage: "production",
      tick: 1_795_424_460,
      RunCompleted: 1,
      WorkflowsEvaluated: 40,
      SignalsEmitted: 3,
      WorkflowsSkipped: 9,
      WorkflowsFailed: 1,
      RunsWithNothingEvaluated: 0,
      WorkflowsStuck: 0,
      RunDuration: 812.5,
    });
  });

  it("report that no due workflow was evaluated, and how many are stuck", () => {
    const trouble = {
      nothing_evaluated: { reason: "market unavailable", detail: "Saxo is not available (503)" },
      stuck: { count: 4, named: [] },
    };
    expect(runMetrics({ ...run, trouble }, "test", 1)).toMatchObject({
      RunsWithNothingEvaluated: 1,
      WorkflowsStuck: 4,
    });
  });

  it("are written once the bus has accepted the run", async () => {
    const lines: string[] = [];
    const publish = measured({
      publish: async () => {},
      writeLine: (line) => lines.push(line),
      stage: "test",
      systemNow: () => 1,
    });
    await publish([{ type: "RunCompleted", detail: run }]);
    expect(lines).toEqual([JSON.stringify(runMetrics(run, "test", 1))]);
  });

  it("are not written when the bus rejected the run, which counts as missed", async () => {
    const lines: string[] = [];
    const publish = measured({
      publish: () => Promise.reject(new PublishError("refused", { rejected: ["run"] })),
      writeLine: (line) => lines.push(line),
      stage: "test",
      systemNow: () => 1,
    });
    await expect(publish([{ type: "RunCompleted", detail: run }])).rejects.toThrow("refused");
    expect(lines).toEqual([]);
  });
});
