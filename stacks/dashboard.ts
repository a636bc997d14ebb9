import { MEASURED_HOPS } from "../packages/core/src/event/hop-latency.ts";
import {
  HOP_DIMENSION,
  HOP_METRIC,
  METRIC_DIMENSION,
  METRIC_NAMESPACE,
  type MetricName,
} from "../packages/functions/src/adapter/metrics/metric.ts";
import { functions } from "./alarms.ts";
import { allQueues, gateway } from "./api.ts";
import { prefix } from "./configuration.ts";
import { project } from "./projection.ts";

type Value = $util.Input<string>;
type Metric = (Value | { stat: string; label?: string })[];

const PERIOD_SECONDS = 300;
/** Three widgets a row; CloudWatch's grid has 24 columns. */
const WIDTH = 8;
const HEIGHT = 6;

const region = aws.getRegionOutput().region;

/** Metrics of runs. */
function ofRuns(stat: string, ...names: MetricName[]): Metric[] {
  return names.map((name) => [METRIC_NAMESPACE, name, METRIC_DIMENSION, $app.stage, { stat }]);
}

function latencies(stat: string): Metric[] {
  const stage = [METRIC_NAMESPACE, HOP_METRIC, METRIC_DIMENSION, $app.stage];
  return MEASURED_HOPS.map((hop) => [
    ...stage,
    HOP_DIMENSION,
    hop,
    { stat, label: `${hop} ${stat}` },
  ]);
}

function ofQueues(metricName: string, kind: "queue" | "deadLetters"): Metric[] {
  return Object.entries(allQueues).map(([label, pair]) => [
    "AWS/SQS",
    metricName,
    "QueueName",
    pair[kind].nodes.queue.name,
    { stat: "Maximum", label },
  ]);
}

const errors: Metric[] = Object.entries(functions).map(([label, fn]) => [
  "AWS/Lambda",
  "Errors",
  "FunctionName",
  fn.name,
  { stat: "Sum", label },
]);

const WIDGETS: [title: string, metrics: Metric[]][] = [
  ["Signals and runs", ofRuns("Sum", "SignalsEmitted", "RunCompleted")],
  [
    "Workflows of each run",
    ofRuns("Maximum", "WorkflowsEvaluated", "WorkflowsSkipped", "WorkflowsFailed"),
  ],
  [
    "Workflows that cannot be evaluated",
    ofRuns("Maximum", "WorkflowsStuck", "RunsWithNothingEvaluated"),
  ],
  [
    "Time from the emission of a signal to each hop, in milliseconds",
    [...latencies("p50"), ...latencies("p99")],
  ],
  [
    "How far the projector is behind, in milliseconds",
    [["AWS/Lambda", "IteratorAge", "FunctionName", project.name, { stat: "Maximum" }]],
  ],
  ["Duration of a run, in milliseconds", ofRuns("Maximum", "RunDuration")],
  ["Messages that wait", ofQueues("ApproximateNumberOfMessagesVisible", "queue")],
  [
    "Age of the oldest message that waits, in seconds",
    ofQueues("ApproximateAgeOfOldestMessage", "queue"),
  ],
  ["Dead letters", ofQueues("ApproximateNumberOfMessagesVisible", "deadLetters")],
  ["Errors of the functions", errors],
  ["Functions that AWS did not run", [["AWS/Lambda", "Throttles", { stat: "Sum" }]]],
  [
    "Requests that failed",
    ["5xx", "4xx"].map((name) => [
      "AWS/ApiGateway",
      name,
      "ApiId",
      gateway.nodes.api.id,
      { stat: "Sum" },
    ]),
  ],
];

/** The pipeline at a glance, from the signal to the trader. docs/operations.md describes it.
 *  Source of the body: CloudWatch API reference, "Dashboard body structure and syntax". */
new aws.cloudwatch.Dashboard("Pipeline", {
  dashboardName: `${prefix}-pipeline`,
  dashboardBody: $jsonStringify({
    widgets: WIDGETS.map(([title, metrics], position) => ({
      type: "metric",
      x: (position % 3) * WIDTH,
      y: Math.floor(position / 3) * HEIGHT,
      width: WIDTH,
      height: HEIGHT,
      properties: { title, region, period: PERIOD_SECONDS, view: "timeSeries", metrics },
    })),
  }),
});
