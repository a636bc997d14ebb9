import { channelServedBy } from "../packages/core/src/channel/channel-list.ts";
import {
  METRIC_DIMENSION,
  METRIC_NAMESPACE,
  type MetricName,
} from "../packages/functions/src/adapter/metrics/metric.ts";
import { logicalName, type QueueOwner } from "../packages/functions/src/lambda/queue-owner.ts";
import { allQueues, api, files, gateway, operations } from "./api.ts";
import { channelFunctions } from "./channels.ts";
import { alarmEmail, prefix } from "./configuration.ts";
import { consumerFunctions } from "./consumers.ts";
import { generate, review, watchRuns } from "./engine.ts";
import { ruleDimensions } from "./events.ts";
import { refreshLogin } from "./market.ts";
import { parkedRule, project, redriveParked } from "./projection.ts";
import { tables } from "./storage.ts";

/** The target of every alarm. docs/operations.md says what each alarm means. */
export const topic = new sst.aws.SnsTopic("Alarms");

if (alarmEmail !== undefined) {
  new aws.sns.TopicSubscription("AlarmsByMail", {
    topic: topic.arn,
    protocol: "email",
    endpoint: alarmEmail,
  });
}

type Condition = Pick<
  aws.cloudwatch.MetricAlarmArgs,
  "namespace" | "metricName" | "dimensions" | "statistic" | "period" | "metricQueries"
> & {
  threshold: number;
  /** The number of consecutive periods above the threshold that raise the alarm. */
  periods?: number;
};

const MINUTE = 60;

/** CloudWatch's limit for the metrics of one alarm's expression. */
const MAX_METRICS = 10;

/** Raised above the threshold. Missing data means that nothing happened, which counts as OK. */
function alarm(name: string, description: string, { periods = 1, ...condition }: Condition) {
  new aws.cloudwatch.MetricAlarm(name, {
    name: `${prefix}-${name}`,
    alarmDescription: `${description} See docs/operations.md, "Alarms", ${name}.`,
    comparisonOperator: "GreaterThanThreshold",
    evaluationPeriods: periods,
    treatMissingData: "notBreaching",
    alarmActions: [topic.arn],
    okActions: [topic.arn],
    ...condition,
  });
}

// ---------------------------------------------------------------- the engine

/** Raised after seven empty periods of five minutes; a run is due every thirty minutes. Missing
 *  data is filled with zeros: CloudWatch would otherwise evaluate older periods, and find the
 *  previous run. */
new aws.cloudwatch.MetricAlarm("MissedRun", {
  name: `${prefix}-MissedRun`,
  alarmDescription:
    'No run has completed for more than 35 minutes. See docs/operations.md, "Alarms", MissedRun.',
  metricQueries: sumOf("Sum", [
    {
      namespace: METRIC_NAMESPACE,
      metricName: "RunCompleted" satisfies MetricName,
      dimensions: { [METRIC_DIMENSION]: $app.stage },
    },
  ]),
  evaluationPeriods: 7,
  threshold: 1,
  comparisonOperator: "LessThanThreshold",
  treatMissingData: "breaching",
  alarmActions: [topic.arn],
  okActions: [topic.arn],
});

alarm("WorkflowsFailing", "Workflows failed in two runs in a row.", {
  namespace: METRIC_NAMESPACE,
  metricName: "WorkflowsFailed" satisfies MetricName,
  dimensions: { [METRIC_DIMENSION]: $app.stage },
  statistic: "Maximum",
  period: 30 * MINUTE,
  periods: 2,
  threshold: 0,
});

/** Each run is in a separate period, and its metrics describe the whole run. */
for (const [name, metricName, description] of [
  [
    "NothingEvaluated",
    "RunsWithNothingEvaluated",
    "Workflows were due, and none could be evaluated.",
  ],
  [
    "WorkflowsStuck",
    "WorkflowsStuck",
    "Workflows could not be evaluated at three of their ticks in a row.",
  ],
] as const satisfies [string, MetricName, string][]) {
  alarm(name, description, {
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensions: { [METRIC_DIMENSION]: $app.stage },
    statistic: "Maximum",
    period: 30 * MINUTE,
    threshold: 0,
  });
}

// ---------------------------------------------------------------- queues

/** All messages in a queue. The age of the oldest message is not used, because SQS excludes
 *  messages that were received three times: after a while, a queue in an outage would look
 *  empty. */
const HELD = [
  "ApproximateNumberOfMessagesVisible",
  "ApproximateNumberOfMessagesNotVisible",
  "ApproximateNumberOfMessagesDelayed",
];

/** Consecutive periods of five minutes in which a queue is not empty. Signals arrive every half
 *  hour and are processed in seconds, except for channels, which accept one message a second. */
const BUSY_PERIODS = 3;
const BUSY_PERIODS_OF_CHANNELS = 6;

for (const [consumer, { queue, deadLetters }] of Object.entries(allQueues)) {
  const name = logicalName(consumer as QueueOwner);
  alarm(`${name}DeadLetter`, `${name} has a dead letter.`, {
    namespace: "AWS/SQS",
    metricName: "ApproximateNumberOfMessagesVisible",
    dimensions: { QueueName: deadLetters.nodes.queue.name },
    statistic: "Maximum",
    period: MINUTE,
    threshold: 0,
  });
  alarm(`${name}Stuck`, `${name}'s queue does not become empty.`, {
    metricQueries: sumOf(
      "Maximum",
      HELD.map((metricName) => ({
        namespace: "AWS/SQS",
        metricName,
        dimensions: { QueueName: queue.nodes.queue.name },
      })),
    ),
    periods: channelServedBy(consumer) === null ? BUSY_PERIODS : BUSY_PERIODS_OF_CHANNELS,
    threshold: 0,
  });
}

// ---------------------------------------------------------------- the projector

alarm("ProjectorBehind", "The dashboard's last orders are more than a minute old.", {
  namespace: "AWS/Lambda",
  metricName: "IteratorAge",
  dimensions: { FunctionName: project.name },
  statistic: "Maximum",
  period: MINUTE,
  periods: 5,
  threshold: MINUTE * 1_000,
});

alarm("ProjectorLost", "The projector gave up on records and could not park them.", {
  namespace: "AWS/Lambda",
  metricName: "DestinationDeliveryFailures",
  dimensions: { FunctionName: project.name },
  statistic: "Sum",
  period: MINUTE,
  threshold: 0,
});

const LOSSES = [
  // Its target is itself a dead-letter queue.
  {
    namespace: "AWS/Events",
    metricName: "FailedInvocations",
    dimensions: { RuleName: parkedRule.name },
  },
  ...ruleDimensions.map((dimensions) => ({
    namespace: "AWS/Events",
    metricName: "InvocationsFailedToBeSentToDlq",
    dimensions,
  })),
];

alarmsOver(LOSSES, "EventsLost", "An event reached neither a queue nor its dead letters.");

alarm("EngineLost", "A tick failed and could not be put among the dead letters.", {
  namespace: "AWS/Lambda",
  metricName: "DeadLetterErrors",
  dimensions: { FunctionName: generate.name },
  statistic: "Sum",
  period: MINUTE,
  threshold: 0,
});

// ---------------------------------------------------------------- every function, table and route

export const functions = {
  Generate: generate,
  ...channelFunctions,
  ...consumerFunctions,
  Project: project,
  RedriveParked: redriveParked,
  WatchRuns: watchRuns,
  Review: review,
  ...(refreshLogin && { RefreshLogin: refreshLogin }),
  Api: api,
  Operations: operations,
  Files: files,
};

for (const [name, fn] of Object.entries(functions)) {
  alarm(`${name}Errors`, `${name} threw, timed out or ran out of memory.`, {
    namespace: "AWS/Lambda",
    metricName: "Errors",
    dimensions: { FunctionName: fn.name },
    statistic: "Sum",
    period: 5 * MINUTE,
    threshold: 0,
  });
}

alarm("ApiFaults", "The API answered with a server error.", {
  namespace: "AWS/ApiGateway",
  metricName: "5xx",
  dimensions: { ApiId: gateway.nodes.api.id },
  statistic: "Sum",
  period: 5 * MINUTE,
  threshold: 0,
});

// Without dimensions: the concurrency limit is shared by all functions of the account.
alarm("Throttled", "AWS throttled a function: the account's concurrency is used up.", {
  namespace: "AWS/Lambda",
  metricName: "Throttles",
  statistic: "Sum",
  period: 5 * MINUTE,
  threshold: 0,
});

const THROTTLES = Object.values(tables).flatMap((table) =>
  ["ReadThrottleEvents", "WriteThrottleEvents"].map((metricName) => ({
    namespace: "AWS/DynamoDB",
    metricName,
    dimensions: { TableName: table.name },
  })),
);

alarmsOver(THROTTLES, "TablesThrottled", "DynamoDB throttled reads or writes.");

type SummedMetric = Omit<
  aws.types.input.cloudwatch.MetricAlarmMetricQueryMetric,
  "period" | "stat"
>;

/** An alarm on any of the metrics, e.g. `EventsLost`; with more metrics than one alarm can watch also
 *  `EventsLost2`, and so on. */
function alarmsOver(metrics: readonly SummedMetric[], name: string, description: string) {
  for (let from = 0; from < metrics.length; from += MAX_METRICS) {
    const number = from === 0 ? "" : String(1 + from / MAX_METRICS);
    alarm(`${name}${number}`, description, {
      metricQueries: sumOf("Sum", metrics.slice(from, from + MAX_METRICS)),
      threshold: 0,
    });
  }
}

/** The sum of up to `MAX_METRICS` metrics, in periods of five minutes. */
function sumOf(stat: "Sum" | "Maximum", metrics: readonly SummedMetric[]) {
  return [
    {
      id: "total",
      label: "total",
      expression: `SUM([${metrics.map((_, position) => `FILL(m${position},0)`).join(",")}])`,
      returnData: true,
    },
    ...metrics.map((metric, position) => ({
      id: `m${position}`,
      metric: { ...metric, period: 5 * MINUTE, stat },
    })),
  ];
}
