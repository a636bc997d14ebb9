import { describe, expect, it } from "vitest";
import { grantsOf, pairsOf } from "./policy.ts";
import { logical, resourcesOf, runStacks, type Synthesis } from "./synthesis.ts";

const deploy = (stage: string, environment: NodeJS.ProcessEnv = {}) =>
  runStacks(stage, { BELLWETHER_MARKET: "binance", ...environment });

describe("a deployment is rejected at once", () => {
  it("when the name of its stage is too long for AWS", async () => {
    const stage = "a-feature-with-a-very-long-name";
    await expect(deploy(stage)).rejects.toThrow(`${stage} is 31 characters long`);
  });

  it.each(["my-aws-stage", "Cognito-test", "amazonas"])(
    "when the name of its stage is %s, which a sign-in domain may not contain",
    async (stage) => {
      await expect(deploy(stage)).rejects.toThrow(`the stage ${stage} contains`);
    },
  );

  it("when several engines are to share the requests of one Saxo login", async () => {
    const saxo = { BELLWETHER_MARKET: "saxo", BELLWETHER_ENGINES: "4" };
    await expect(deploy("feature", saxo)).rejects.toThrow("BELLWETHER_ENGINES is 4: Saxo allows");
  });

  it.each(["0", "9", "2.5", "four"])("when the number of engines is %s", async (engines) => {
    await expect(deploy("feature", { BELLWETHER_ENGINES: engines })).rejects.toThrow(
      `BELLWETHER_ENGINES is ${engines}: it must be a number from 1 to 8`,
    );
  });

  it("when a channel announces and leaves at a time", async () => {
    const both = { BELLWETHER_CHANNELS: "slack,telegram", BELLWETHER_LEAVING_CHANNELS: "telegram" };
    await expect(deploy("feature", both)).rejects.toThrow(
      "BELLWETHER_LEAVING_CHANNELS names telegram, which BELLWETHER_CHANNELS names too",
    );
  });

  it.each(["Telegram", "DeskWebhook"])(
    "when production would lose the queue of %s, which has not left",
    async (owner) => {
      const queues = JSON.stringify({
        "bellwether-production-NotifyQueueQueue-abcdefgh": {},
        [`bellwether-production-${owner}QueueQueue-abcdefgh`]: { stage: "production" },
      });
      await expect(deploy("production", { EXISTING_QUEUES: queues })).rejects.toThrow(
        `would delete the queue bellwether-production-${owner}QueueQueue-abcdefgh`,
      );
    },
  );

  it("when no region is given", async () => {
    const nowhere = { AWS_REGION: "", AWS_DEFAULT_REGION: "" };
    await expect(deploy("feature", nowhere)).rejects.toThrow("AWS_REGION is missing");
  });
});

describe("a deployment with four engines", () => {
  it("lets the engine hand over ranges and store their parts, one message at a time", async () => {
    const declared = await deploy("feature", { BELLWETHER_ENGINES: "4" });
    const synthesis = JSON.parse(declared) as Synthesis;
    const grants = pairsOf(grantsOf(synthesis, "GenerateRole").statements);
    expect(grants).toContain("sqs:SendMessage on GenerateQueueQueue");
    expect(grants).toContain("dynamodb:PutItem on DecisionsTable");
    const mappings = resourcesOf(synthesis, "aws:lambda/eventSourceMapping:EventSourceMapping");
    const mapping = [...mappings.values()].find(
      ({ functionName }) => logical(functionName) === "GenerateFunction",
    );
    expect(mapping).toMatchObject({
      batchSize: 1,
      scalingConfig: { maximumConcurrency: 4 },
    });
  });
});

describe("a production deployment", () => {
  it("removes a channel that has left", async () => {
    const left = { "bellwether:leaving": "true" };
    const queues = { "bellwether-production-TelegramQueueQueue-abcdefgh": left };
    const declared = await deploy("production", { EXISTING_QUEUES: JSON.stringify(queues) });
    const { resources } = JSON.parse(declared) as Synthesis;
    expect(resources.filter(({ name }) => name.startsWith("Telegram"))).toEqual([]);
  });

  const QUEUE = "aws:sqs/queue:Queue";

  it("refuses to delete any queue except those of a channel that leaves", async () => {
    const channels = { BELLWETHER_LEAVING_CHANNELS: "telegram" };
    const { resources } = JSON.parse(await deploy("production", channels)) as Synthesis;
    const queues = resources.filter(({ type }) => type === QUEUE);
    const deletable = queues
      .filter(({ isProtected }) => isProtected !== true)
      .map(({ name }) => name);
    expect(queues.length).toBeGreaterThan(deletable.length);
    expect(deletable.toSorted()).toEqual(["TelegramDeadLettersQueue", "TelegramQueueQueue"]);
  });

  it("keeps the function and alarms of a channel that leaves, and sends it no event", async () => {
    const channels = { BELLWETHER_LEAVING_CHANNELS: "telegram" };
    const synthesis = JSON.parse(await deploy("production", channels)) as Synthesis;
    const mappings = resourcesOf(synthesis, "aws:lambda/eventSourceMapping:EventSourceMapping");
    const consumed = [...mappings.values()].map(({ eventSourceArn }) => logical(eventSourceArn));
    expect(consumed).toContain("TelegramQueueQueue");
    const alarms = [...resourcesOf(synthesis, "aws:cloudwatch/metricAlarm:MetricAlarm").keys()];
    expect(alarms).toEqual(expect.arrayContaining(["TelegramDeadLetter", "TelegramStuck"]));
    const targets = resourcesOf(synthesis, "aws:cloudwatch/eventTarget:EventTarget");
    const fed = [...targets.values()].map(({ arn }) => logical(arn));
    expect(fed).toContain("NotifyQueueQueue");
    expect(fed).not.toContain("TelegramQueueQueue");
  });
});
