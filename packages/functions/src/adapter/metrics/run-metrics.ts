import type { Publish } from "@bellwether/core/event";
import type { RunCompleted } from "@bellwether/core/run";
import { METRIC_DIMENSION, METRIC_NAMESPACE, METRICS, type MetricName } from "./metric.ts";

/** Writes one line of JSON to the log. */
type WriteLine = (line: string) => void;

export type MeasuredDeps = Readonly<{
  publish: Publish;
  writeLine: WriteLine;
  stage: string;
  /** Epoch milliseconds. */
  systemNow: () => number;
}>;

/** `publish`, and a line of metrics for each run that the bus accepted. */
export function measured({ publish, writeLine, stage, systemNow }: MeasuredDeps): Publish {
  return async (events) => {
    await publish(events);
    for (const event of events) {
      if (event.type !== "RunCompleted") continue;
      writeLine(JSON.stringify(runMetrics(event.detail, stage, systemNow())));
    }
  };
}

/** A run in CloudWatch's embedded metric format: a log line that CloudWatch reads as metrics.
 *  Source: Amazon CloudWatch User Guide, "Specification: Embedded metric format". */
export function runMetrics(run: RunCompleted, stage: string, nowMs: number): object {
  const values: Readonly<Record<MetricName, number>> = {
    RunCompleted: 1,
    WorkflowsEvaluated: run.evaluated,
    SignalsEmitted: run.signalled,
    WorkflowsSkipped: run.skipped,
    WorkflowsFailed: run.failed,
    RunsWithNothingEvaluated: (run.trouble?.nothing_evaluated ?? null) === null ? 0 : 1,
    WorkflowsStuck: run.trouble?.stuck.count ?? 0,
    RunDuration: run.duration_ms,
  };
  return {
    _aws: {
      Timestamp: nowMs,
      CloudWatchMetrics: [
        {
          Namespace: METRIC_NAMESPACE,
          Dimensions: [[METRIC_DIMENSION]],
          Metrics: Object.entries(METRICS).map(([Name, Unit]) => ({ Name, Unit })),
        },
      ],
    },
    [METRIC_DIMENSION]: stage,
    tick: run.tick,
    ...values,
  };
}
