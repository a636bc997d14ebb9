import { readFile } from "node:fs/promises";
import path from "node:path";
import { MEASURED_HOPS } from "@bellwether/core/event";
import { METRICS } from "@bellwether/functions/adapter/metrics";
import { describe, expect, it } from "vitest";
import { ROOT } from "./platform.ts";
import { readSynthesis, resource, resourcesOf } from "./synthesis.ts";

const production = await readSynthesis("production");
const dashboards = resourcesOf(production, "aws:cloudwatch/dashboard:Dashboard");
const dashboard = resource(production, "aws:cloudwatch/dashboard:Dashboard", "Pipeline");

type Widget = {
  type: string;
  x: number;
  y: number;
  width: number;
  height: number;
  properties: { title: string; region: string; metrics: (string | { stat: string })[][] };
};
const { widgets } = JSON.parse(String(dashboard["dashboardBody"])) as { widgets: Widget[] };

/** `AWS/SQS Errors QueueName=a`, with its statistic. */
const metrics = widgets.flatMap(({ properties }) =>
  properties.metrics.map((metric) => {
    const { stat = "" } = metric.find((part) => typeof part === "object") ?? {};
    const [namespace = "", name = "", ...rest] = metric.filter((part) => typeof part === "string");
    const dimensions = Object.fromEntries(
      rest.flatMap((value, at) => (at % 2 === 0 ? [[value, rest[at + 1]]] : [])),
    );
    return { namespace, name, dimensions, stat };
  }),
);

const named = (type: string) =>
  [...resourcesOf(production, type).values()].map(({ name }) => String(name));
const FUNCTIONS = named("aws:lambda/function:Function").filter((name) => !/Handler/.test(name));
const QUEUES = named("aws:sqs/queue:Queue");
const APIS = named("aws:apigatewayv2/api:Api");

/** What AWS documents, by namespace, and where its dimension's values come from.
 *  Sources: "Available CloudWatch metrics for Amazon SQS", "Types of metrics for Lambda functions",
 *  "Monitor HTTP APIs with CloudWatch". */
const DOCUMENTED: Readonly<Record<string, { names: string[]; dimension: string; of: string[] }>> = {
  "AWS/SQS": {
    names: ["ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"],
    dimension: "QueueName",
    of: QUEUES,
  },
  "AWS/Lambda": {
    names: ["Errors", "IteratorAge", "Throttles"],
    dimension: "FunctionName",
    of: FUNCTIONS,
  },
  "AWS/ApiGateway": { names: ["4xx", "5xx"], dimension: "ApiId", of: APIS },
};

describe("the dashboard of the pipeline", () => {
  it("is named after the stage", () => {
    expect([...dashboards.keys()]).toEqual(["Pipeline"]);
    expect(dashboard["dashboardName"]).toBe("bellwether-production-pipeline");
  });

  it("shows every metric of the product, of this stage", () => {
    const own = metrics.filter(({ namespace }) => namespace === "Bellwether");
    const shown = new Set(own.map(({ name, dimensions }) => `${name} ${dimensions["Hop"] ?? ""}`));
    expect(shown).toEqual(
      new Set([
        ...Object.keys(METRICS).map((name) => `${name} `),
        ...MEASURED_HOPS.map((hop) => `SignalLatency ${hop}`),
      ]),
    );
    for (const { dimensions } of own) expect(dimensions["Stage"]).toBe("production");
  });

  it("has only metrics documented by AWS and resources that are deployed", () => {
    for (const { namespace, name, dimensions } of metrics) {
      if (namespace === "Bellwether") continue;
      const known = DOCUMENTED[namespace];
      expect(known?.names).toContain(name);
      for (const [dimension, value] of Object.entries(dimensions)) {
        expect([dimension, known?.of.includes(String(value))]).toEqual([known?.dimension, true]);
      }
    }
  });

  it("shows the depth and age of every queue, its dead letters, and every function's errors", () => {
    const shown = (name: string, dimension: string) =>
      new Set(metrics.filter((one) => one.name === name).map((one) => one.dimensions[dimension]));
    expect(shown("ApproximateNumberOfMessagesVisible", "QueueName")).toEqual(new Set(QUEUES));
    const waiting = QUEUES.filter((name) => !name.includes("DeadLetters"));
    expect(shown("ApproximateAgeOfOldestMessage", "QueueName")).toEqual(new Set(waiting));
    expect(shown("Errors", "FunctionName")).toEqual(new Set(FUNCTIONS));
  });

  it("fits CloudWatch's grid without an overlap, in the deployment's region", () => {
    const places = widgets.map(({ x, y, width }) => {
      expect(x + width).toBeLessThanOrEqual(24);
      return `${x} ${y}`;
    });
    expect(new Set(places).size).toBe(widgets.length);
    expect(new Set(widgets.map(({ properties }) => properties.region))).toEqual(
      new Set(["eu-west-3"]),
    );
  });

  it("has a title and a statistic for each widget, and is explained in the docs", async () => {
    for (const { properties } of widgets) expect(properties.title).not.toBe("");
    for (const { stat } of metrics) expect(["Sum", "Maximum", "p50", "p99"]).toContain(stat);
    const page = await readFile(path.join(ROOT, "docs/operations.md"), "utf8");
    expect(page).toContain("`bellwether-STAGE-pipeline`");
  });
});
