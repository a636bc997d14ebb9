import { channelOf } from "@bellwether/core/channel";
import { consumersWith, MAX_RECEIVES, routesTo } from "@bellwether/core/event";
import { logicalName } from "@bellwether/functions/lambda";
import { describe, expect, it } from "vitest";
import { unreachableQueues } from "./policy.ts";
import { CHANNELS, logical, readSynthesis, resource, resourcesOf } from "./synthesis.ts";

const production = await readSynthesis("production");
const withSlackAlone = await readSynthesis("feature");

const CONSUMERS = consumersWith(CHANNELS);
const ANNOUNCERS = CHANNELS.map((name) => channelOf(name).consumer);

const mappingOf = (queue: string) =>
  [...resourcesOf(production, "aws:lambda/eventSourceMapping:EventSourceMapping").values()].filter(
    ({ eventSourceArn }) => logical(eventSourceArn) === `${queue}Queue`,
  );

describe.each(CONSUMERS)("%s", (consumer) => {
  const name = logicalName(consumer);

  it("has one rule for each of the patterns that the local bus matches", () => {
    const rules = routesTo(consumer).map((_, position) =>
      resource(production, "aws:cloudwatch/eventRule:EventRule", `${name}Rule${position}`),
    );
    expect(rules.map(({ eventPattern }) => JSON.parse(String(eventPattern)) as unknown)).toEqual(
      routesTo(consumer),
    );
    for (const { state } of rules) expect(state ?? "ENABLED").toBe("ENABLED");
  });

  it("receives events through its own queue, by rules that retry for a day and then keep a dead letter", () => {
    routesTo(consumer).forEach((_, position) => {
      const target = resource(
        production,
        "aws:cloudwatch/eventTarget:EventTarget",
        `${name}Target${position}`,
      );
      expect(logical(target["arn"])).toBe(`${name}QueueQueue`);
      expect(target["retryPolicy"]).toEqual({
        maximumEventAgeInSeconds: 86_400,
        maximumRetryAttempts: 185,
      });
      const { arn } = target["deadLetterConfig"] as { arn: string };
      expect(logical(arn)).toBe(`${name}DeadLettersQueue`);
    });
  });

  it("gives up on a message after as many receives as the one-machine runtime", () => {
    const queue = resource(production, "aws:sqs/queue:Queue", `${name}QueueQueue`);
    const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(String(queue["redrivePolicy"])) as {
      deadLetterTargetArn: string;
      maxReceiveCount: number;
    };
    expect(logical(deadLetterTargetArn)).toBe(`${name}DeadLettersQueue`);
    expect(maxReceiveCount).toBe(MAX_RECEIVES);
  });

  it("keeps dead letters for two weeks", () => {
    const dead = resource(production, "aws:sqs/queue:Queue", `${name}DeadLettersQueue`);
    expect(dead["messageRetentionSeconds"]).toBe(14 * 86_400);
    expect(dead["redrivePolicy"]).toBeUndefined();
  });

  it("acknowledges messages individually, in batches of bounded size", () => {
    const [mapping, ...others] = mappingOf(`${name}Queue`);
    expect(others).toEqual([]);
    expect(logical(mapping?.["functionName"])).toBe(`${name}Function`);
    expect(mapping).toMatchObject({
      batchSize: 10,
      functionResponseTypes: ["ReportBatchItemFailures"],
      scalingConfig: { maximumConcurrency: consumer === "persist" ? 4 : 2 },
    });
  });
});

/** The concurrency limit of a new AWS account. */
const NEW_ACCOUNT = 10;

describe("the work after a tick", () => {
  it("leaves concurrency for the API in a new account", () => {
    const queues = ["NotifyQueue", "PersistQueue", "RecordQueue"].flatMap(mappingOf);
    const atOnce = queues.map(
      ({ scalingConfig }) => (scalingConfig as { maximumConcurrency: number }).maximumConcurrency,
    );
    // The orders' stream has one shard.
    const projector = 1;
    const total = atOnce.reduce((sum, one) => sum + one, projector);
    expect(atOnce).toHaveLength(3);
    expect(total).toBeLessThan(NEW_ACCOUNT);
  });
});

const visibility = (queue: string) =>
  resource(production, "aws:sqs/queue:Queue", `${queue}QueueQueue`)["visibilityTimeoutSeconds"];
const timeout = (fn: string) =>
  Number(resource(production, "aws:lambda/function:Function", `${fn}Function`)["timeout"]);

describe("a queue's message", () => {
  it.each([
    ["Persist", "Persist"],
    ["Record", "Record"],
    ["Project", "RedriveParked"],
  ])("of %s stays invisible for six times the timeout, as AWS recommends", (queue, fn) => {
    expect(visibility(queue)).toBeGreaterThanOrEqual(6 * timeout(fn));
  });

  // See stacks/queue.ts for why these are shorter.
  it.each(["Notify", "Generate"])("of %s stays invisible for longer than a run", (name) => {
    expect(visibility(name)).toBeGreaterThan(timeout(name));
  });
});

describe("every queue", () => {
  it("keeps a message invisible for longer than its function may run", () => {
    const mappings = resourcesOf(production, "aws:lambda/eventSourceMapping:EventSourceMapping");
    for (const mapping of mappings.values()) {
      const queueName = logical(mapping["eventSourceArn"]);
      if (!queueName.endsWith("QueueQueue")) continue;
      const queue = resource(production, "aws:sqs/queue:Queue", queueName);
      const functionName = logical(mapping["functionName"]);
      const fn = resource(production, "aws:lambda/function:Function", functionName);
      expect(Number(queue["visibilityTimeoutSeconds"])).toBeGreaterThan(Number(fn["timeout"]));
    }
  });

  it("accepts messages only from its configured senders", () => {
    expect(unreachableQueues(production)).toEqual([]);
    const policies = resourcesOf(production, "aws:sqs/queuePolicy:QueuePolicy");
    for (const { policy } of policies.values()) {
      expect(String(policy)).toContain("aws:SourceArn");
    }
  });

  it("has one policy at most, because a second would replace the first", () => {
    const urls = [...resourcesOf(production, "aws:sqs/queuePolicy:QueuePolicy").values()].map(
      ({ queueUrl }) => queueUrl,
    );
    expect(new Set(urls).size).toBe(urls.length);
  });
});

describe("the check of the queues' policies", () => {
  it("reports each missing policy", () => {
    const policies = [...resourcesOf(production, "aws:sqs/queuePolicy:QueuePolicy").keys()];
    // Two for each consumer, and one for the projector's dead letters.
    expect(policies).toHaveLength(2 * CONSUMERS.length + 1);
    for (const missing of policies) {
      const resources = production.resources.filter(({ name }) => name !== missing);
      const problems = unreachableQueues({ ...production, resources });
      expect(problems.join("\n")).toContain(missing.replace("Policy", ""));
    }
  });
});

describe("the archive", () => {
  it("keeps every event, but for less time than receipts record announcements", () => {
    const archive = resource(
      production,
      "aws:cloudwatch/eventArchive:EventArchive",
      "EventsArchive",
    );
    expect(logical(archive["eventSourceArn"])).toBe("EventsBus");
    expect(archive["eventPattern"]).toBeUndefined();
    expect(Number(archive["retentionDays"])).toBeLessThan(30);
  });
});

describe("a channel", () => {
  it.each(ANNOUNCERS)("%s costs nothing where it is not configured", (consumer) => {
    const owned = withSlackAlone.resources.filter(({ name }) =>
      name.startsWith(logicalName(consumer)),
    );
    expect(owned.length > 0).toBe(consumer === "notify");
  });

  it.each(ANNOUNCERS.map(logicalName))(
    "%s may defer a message any number of times: Lambda would stop it after sixteen",
    (name) => {
      const fn = resource(production, "aws:lambda/function:Function", `${name}Function`);
      expect(
        resource(
          production,
          "aws:lambda/functionRecursionConfig:FunctionRecursionConfig",
          `${name}Recursion`,
        ),
      ).toEqual({ functionName: fn["name"], recursiveLoop: "Allow" });
    },
  );
});
