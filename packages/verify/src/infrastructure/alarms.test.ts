import { readFile } from "node:fs/promises";
import path from "node:path";
import { channelOf } from "@bellwether/core/channel";
import { MEASURED_HOPS } from "@bellwether/core/event";
import { METRICS, type MetricName } from "@bellwether/functions/adapter/metrics";
import { functionsWith, logicalName, queueOwners } from "@bellwether/functions/lambda";
import { describe, expect, it } from "vitest";
import { ROOT } from "./platform.ts";
import { CHANNELS, logical, readSynthesis, resource, resourcesOf } from "./synthesis.ts";

const production = await readSynthesis("production");
const feature = await readSynthesis("feature");
const alarms = resourcesOf(production, "aws:cloudwatch/metricAlarm:MetricAlarm");
const alarm = (name: string) =>
  resource(production, "aws:cloudwatch/metricAlarm:MetricAlarm", name);

/** The metrics that an alarm's expression adds up. */
function summed(name: string) {
  const queries = alarm(name)["metricQueries"] as {
    expression?: string;
    metric?: { metricName: string; dimensions: Record<string, string> };
    returnData?: boolean;
  }[];
  const [total, ...others] = queries.filter(({ returnData }) => returnData);
  expect(others).toEqual([]);
  return {
    expression: total?.expression,
    metrics: queries.flatMap(({ metric }) => (metric === undefined ? [] : [metric])),
  };
}

const QUEUES = queueOwners(CHANNELS).map((owner) => logicalName(owner));
const CHANNEL_QUEUES = CHANNELS.map((name) => logicalName(channelOf(name).consumer));

/** The queue name that the mocks give out. */
const physicalName = (queue: string) =>
  resource(production, "aws:sqs/queue:Queue", queue)["name"] as string;

describe("every alarm", () => {
  it("notifies the alarm topic when it is raised and when it is cleared", () => {
    for (const { alarmActions, okActions } of alarms.values()) {
      const notified = [alarmActions, okActions].map((actions) =>
        (actions as string[]).map(logical),
      );
      expect(notified).toEqual([["AlarmsTopic"], ["AlarmsTopic"]]);
    }
    expect(
      resource(production, "aws:sns/topicSubscription:TopicSubscription", "AlarmsByMail"),
    ).toMatchObject({ protocol: "email", endpoint: "desk@example.com" });
    expect(resourcesOf(feature, "aws:sns/topicSubscription:TopicSubscription").size).toBe(0);
  });

  it("is explained in the docs, with what to do", async () => {
    const page = await readFile(path.join(ROOT, "docs/operations.md"), "utf8");
    const missing = [...alarms.keys()].filter((name) => !page.includes(`**${name}**`));
    expect(missing).toEqual([]);
  });
});

/** CloudWatch bills each metric that an alarm evaluates, each metric of our own, which is one for
 *  each combination of its dimensions, and each dashboard. */
const METRIC_PRICE_CENTS = 10;
const OWN_METRIC_PRICE_CENTS = 30;
const DASHBOARD_PRICE_CENTS = 300;

describe("the price of the alarms", () => {
  it("in the docs equals that of the metrics that they evaluate", async () => {
    const page = await readFile(path.join(ROOT, "docs/operations.md"), "utf8");
    const further = CHANNEL_QUEUES.filter((name) => name !== "Notify");
    const isFurther = (name: string) => further.some((one) => name.startsWith(one));
    const rules = [...resourcesOf(production, "aws:cloudwatch/eventRule:EventRule")];
    const furtherRules = rules.flatMap(([name, rule]) => (isFurther(name) ? [rule["name"]] : []));
    const metricsOf = (name: string) => {
      if (alarm(name)["metricQueries"] === undefined) return 1;
      const watched = summed(name).metrics.map(({ dimensions }) => dimensions["RuleName"]);
      return watched.filter((rule) => isFurther(name) || !furtherRules.includes(rule)).length;
    };
    const names = [...alarms.keys()];
    const sum = (some: readonly string[]) => some.reduce((all, name) => all + metricsOf(name), 0);
    const base = names.filter((name) => !isFurther(name));
    const metrics = sum(base);
    // `EventsLost2` is only needed for the rules of further channels.
    const count = base.filter((name) => !/^EventsLost\d/.test(name)).length;
    expect(page).toContain(`CloudWatch: ${count} alarms over ${metrics} metrics`);
    const more = names.filter(isFurther);
    expect(more).toHaveLength(3 * further.length);
    expect(sum(more) + furtherRules.length).toBe(7 * further.length);
    expect(page).toContain("Each further channel adds 3 alarms over 7 metrics");
    const own = Object.keys(METRICS).length + MEASURED_HOPS.length;
    const dashboards = resourcesOf(production, "aws:cloudwatch/dashboard:Dashboard").size;
    const row = /CloudWatch: .* (\d+) metrics of our own, (\d+) dashboard, logs \| ([\d.]+)/.exec(
      page,
    );
    expect([Number(row?.[1]), Number(row?.[2])]).toEqual([own, dashboards]);
    const logs =
      Number(row?.[3]) * 100 -
      metrics * METRIC_PRICE_CENTS -
      own * OWN_METRIC_PRICE_CENTS -
      dashboards * DASHBOARD_PRICE_CENTS;
    expect(logs).toBeGreaterThanOrEqual(0);
    expect(logs).toBeLessThan(50);
  });
});

describe("the alarms for workflows that cannot be evaluated", () => {
  it.each<[string, MetricName]>([
    ["NothingEvaluated", "RunsWithNothingEvaluated"],
    ["WorkflowsStuck", "WorkflowsStuck"],
  ])("%s is raised by one run", (name, metricName) => {
    expect(alarm(name)).toMatchObject({
      namespace: "Bellwether",
      metricName,
      dimensions: { Stage: "production" },
      statistic: "Maximum",
      period: 1_800,
      evaluationPeriods: 1,
      threshold: 0,
      comparisonOperator: "GreaterThanThreshold",
      treatMissingData: "notBreaching",
    });
  });
});

describe("the alarm for missed runs", () => {
  it("is raised after thirty-five minutes without a run, even without any data", () => {
    expect(alarm("MissedRun")).toMatchObject({
      evaluationPeriods: 7,
      threshold: 1,
      comparisonOperator: "LessThanThreshold",
      treatMissingData: "breaching",
    });
    expect(summed("MissedRun")).toEqual({
      // Without the zeros CloudWatch would look further back and use the previous run.
      expression: "SUM([FILL(m0,0)])",
      metrics: [
        {
          namespace: "Bellwether",
          metricName: "RunCompleted" satisfies MetricName,
          dimensions: { Stage: "production" },
          period: 300,
          stat: "Sum",
        },
      ],
    });
  });
});

describe.each(QUEUES)("the alarms for %s", (name) => {
  it("are raised at its first dead letter", () => {
    expect(alarm(`${name}DeadLetter`)).toMatchObject({
      namespace: "AWS/SQS",
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: physicalName(`${name}DeadLettersQueue`) },
      statistic: "Maximum",
      period: 60,
      evaluationPeriods: 1,
      threshold: 0,
      comparisonOperator: "GreaterThanThreshold",
    });
  });

  it("are raised when its queue does not become empty, whatever state its messages are in", () => {
    expect(alarm(`${name}Stuck`)).toMatchObject({
      evaluationPeriods: CHANNEL_QUEUES.includes(name) ? 6 : 3,
      threshold: 0,
      comparisonOperator: "GreaterThanThreshold",
    });
    const { expression, metrics } = summed(`${name}Stuck`);
    expect(expression).toBe("SUM([FILL(m0,0),FILL(m1,0),FILL(m2,0)])");
    expect(metrics).toEqual(
      ["Visible", "NotVisible", "Delayed"].map((state) => ({
        namespace: "AWS/SQS",
        metricName: `ApproximateNumberOfMessages${state}`,
        dimensions: { QueueName: physicalName(`${name}QueueQueue`) },
        period: 300,
        stat: "Maximum",
      })),
    );
  });
});

describe("the alarms for functions", () => {
  it.each(Object.keys(functionsWith(CHANNELS)))("are raised when %s throws", (name) => {
    expect(alarm(`${name}Errors`)).toMatchObject({
      namespace: "AWS/Lambda",
      metricName: "Errors",
      dimensions: {
        FunctionName: resource(production, "aws:lambda/function:Function", `${name}Function`)[
          "name"
        ],
      },
      statistic: "Sum",
      threshold: 0,
    });
  });

  it("are raised when AWS throttles them", () => {
    expect(alarm("Throttled")).toMatchObject({ namespace: "AWS/Lambda", metricName: "Throttles" });
    expect(alarm("Throttled")["dimensions"]).toBeUndefined();
  });

  it("are raised when a failed invocation could not be kept", () => {
    expect(alarm("EngineLost")).toMatchObject({ metricName: "DeadLetterErrors" });
    expect(alarm("ProjectorLost")).toMatchObject({ metricName: "DestinationDeliveryFailures" });
  });
});

describe("the alarms for the bus", () => {
  it("watch ten metrics each at most, which is CloudWatch's limit", () => {
    const added = [...alarms.keys()].filter((name) => alarm(name)["metricQueries"] !== undefined);
    const counts = added.map((name) => summed(name).metrics.length);
    expect(Math.max(...counts)).toBe(10);
  });

  it("are raised when an event could not be kept as a dead letter", () => {
    const groups = [...alarms.keys()].filter((name) => name.startsWith("EventsLost"));
    const watched = Object.fromEntries(
      groups
        .flatMap((name) => summed(name).metrics)
        .map(({ metricName, dimensions }) => [
          dimensions["RuleName"],
          [metricName, "EventBusName" in dimensions],
        ]),
    );
    const rules = [...resourcesOf(production, "aws:cloudwatch/eventRule:EventRule").values()];
    // The metrics of a custom bus have its name as a dimension; those of the default bus do not.
    const expected = rules.map(({ name, eventBusName }) => [
      name,
      eventBusName === undefined
        ? ["FailedInvocations", false]
        : ["InvocationsFailedToBeSentToDlq", true],
    ]);
    expect(rules.length).toBeGreaterThan(1);
    expect(watched).toEqual(Object.fromEntries(expected));
  });
});

describe("the alarm for the projector", () => {
  it("is raised when it has been a minute behind for five minutes", () => {
    expect(alarm("ProjectorBehind")).toMatchObject({
      metricName: "IteratorAge",
      threshold: 60_000,
      period: 60,
      evaluationPeriods: 5,
    });
  });
});

describe("the alarms for tables", () => {
  it("are raised when DynamoDB throttles reads or writes of any table", () => {
    const watched = ["TablesThrottled", "TablesThrottled2"]
      .flatMap((name) => summed(name).metrics)
      .map(({ metricName, dimensions }) => `${metricName} of ${dimensions["TableName"]}`);
    const tables = [...resourcesOf(production, "aws:dynamodb/table:Table").values()];
    expect(tables.length).toBeGreaterThan(1);
    expect(watched.toSorted()).toEqual(
      tables
        .flatMap(({ name }) =>
          ["Read", "Write"].map((kind) => `${kind}ThrottleEvents of ${String(name)}`),
        )
        .toSorted(),
    );
  });
});
