/** Our own metrics, as data: the alarms of the stacks name them too, and they are bundled where
 *  nothing else of this package is. */

export const METRIC_NAMESPACE = "Bellwether";

/** A dimension of all: two stages of one account must not hide each other's missing run. */
export const METRIC_DIMENSION = "Stage";

/** How long after its emission a signal reached a hop, in milliseconds: one metric for each hop. */
export const HOP_METRIC = "SignalLatency";
export const HOP_DIMENSION = "Hop";

/** Name and unit of each metric of a run, written once it has been published. */
export const METRICS = {
  RunCompleted: "Count",
  WorkflowsEvaluated: "Count",
  SignalsEmitted: "Count",
  WorkflowsSkipped: "Count",
  WorkflowsFailed: "Count",
  /** 1 when none of the workflows that were due could be evaluated, else 0. */
  RunsWithNothingEvaluated: "Count",
  /** Workflows that could not be evaluated at three of their ticks in a row. */
  WorkflowsStuck: "Count",
  RunDuration: "Milliseconds",
} as const;

export type MetricName = keyof typeof METRICS;
