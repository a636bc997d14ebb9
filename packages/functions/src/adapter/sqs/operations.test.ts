import { createHash } from "node:crypto";
import { StoreError } from "@bellwether/core/store";
import { afterEach, describe, expect, it } from "vitest";
import { problemOf } from "../../api/problem.ts";
import {
  type QueueDeps,
  sqsDeadLetters,
  sqsDiscard,
  sqsRedrive,
  sqsStartRun,
  sqsStatus,
} from "./operations.ts";
import { type ScriptedSqs, type SqsScript, startScriptedSqs } from "./scripted-sqs.ts";
import { sqsSendRanges } from "./send-ranges.ts";

const arn = (name: string) => `arn:aws:sqs:eu-west-3:123456789012:${name}`;
const queues = { notify: { queue: arn("queue"), deadLetters: arn("dead") } };

const open: ScriptedSqs[] = [];
afterEach(async () => {
  for (const sqs of open.splice(0)) await sqs.close();
});

async function queueDeps(script: SqsScript): Promise<QueueDeps & { sqs: ScriptedSqs }> {
  const sqs = await startScriptedSqs(script);
  open.push(sqs);
  return { client: sqs.client, queues, sqs };
}

/** The queue holds 7 messages, the dead letters 2, of which one is in flight. */
const counts: SqsScript = {
  GetQueueAttributes: ({ QueueUrl }) => ({
    Attributes: String(QueueUrl).endsWith("/queue")
      ? {
          ApproximateNumberOfMessages: "4",
          ApproximateNumberOfMessagesNotVisible: "2",
          ApproximateNumberOfMessagesDelayed: "1",
        }
      : { ApproximateNumberOfMessages: "1", ApproximateNumberOfMessagesNotVisible: "1" },
  }),
};

describe("the status of the queues", () => {
  it("counts waiting messages, messages in flight and dead letters", async () => {
    const { sqs: _, ...deps } = await queueDeps(counts);
    expect(await sqsStatus(deps)()).toEqual([
      { name: "notify", visible: 4, in_flight: 2, delayed: 1, dead_letters: 2 },
    ]);
  });

  it.each(["QueueDoesNotExist", "AccessDenied"])(
    "fails with an error of the queue that is not retryable: %s",
    async (error) => {
      const { sqs: _, ...deps } = await queueDeps({
        GetQueueAttributes: () => ({ error, message: "not for you" }),
      });
      await expect(sqsStatus(deps)()).rejects.toMatchObject({
        code: "refused",
        retryable: false,
        service: "queues",
        message: "the queues refused the request: not for you",
      });
      const refusal = new StoreError("refused", "no", { retryable: false, service: "queues" });
      expect(problemOf(refusal)).toMatchObject({
        status: 500,
        message: "The queues refused the request; the log says why.",
      });
    },
  );
});

describe("a redrive", () => {
  it("moves dead letters to the named queue and counts those that are in flight", async () => {
    const { sqs, ...deps } = await queueDeps({
      ...counts,
      StartMessageMoveTask: () => ({ TaskHandle: "task" }),
      ListMessageMoveTasks: () => ({ Results: [{ Status: "RUNNING" }] }),
    });
    expect(await sqsRedrive(deps)("notify")).toBe(2);
    expect(sqs.asked).toContainEqual({
      action: "StartMessageMoveTask",
      input: { SourceArn: arn("dead"), DestinationArn: arn("queue") },
    });
  });

  it("reports the number that SQS will move", async () => {
    const { sqs: _, ...deps } = await queueDeps({
      ...counts,
      StartMessageMoveTask: () => ({ TaskHandle: "task" }),
      ListMessageMoveTasks: ({ SourceArn }) => ({
        Results: SourceArn === arn("dead") ? [{ ApproximateNumberOfMessagesToMove: 5 }] : [],
      }),
    });
    expect(await sqsRedrive(deps)("notify")).toBe(5);
  });

  it("starts regardless of the counts, which are delayed", async () => {
    const { sqs, ...deps } = await queueDeps({
      GetQueueAttributes: () => ({ Attributes: {} }),
      StartMessageMoveTask: () => ({ TaskHandle: "task" }),
      ListMessageMoveTasks: () => ({}),
    });
    expect(await sqsRedrive(deps)("notify")).toBe(0);
    expect(sqs.asked.map(({ action }) => action)).toContain("StartMessageMoveTask");
  });

  it("does not interrupt one that is running", async () => {
    const { sqs: _, ...deps } = await queueDeps({
      ...counts,
      StartMessageMoveTask: () => ({
        error: "UnsupportedOperation",
        message: "There is already a task running. Only one active task is allowed.",
      }),
      ListMessageMoveTasks: () => ({ Results: [{ ApproximateNumberOfMessagesToMove: 2 }] }),
    });
    expect(await sqsRedrive(deps)("notify")).toBe(2);
  });

  it("reports any other error of SQS", async () => {
    const { sqs: _, ...deps } = await queueDeps({
      ...counts,
      StartMessageMoveTask: () => ({ error: "UnsupportedOperation", message: "not a source" }),
    });
    await expect(sqsRedrive(deps)("notify")).rejects.toThrow("not a source");
  });

  it.each(["persist", "toString", "__proto__"])("rejects the unknown queue %s", async (name) => {
    const { sqs: _, ...deps } = await queueDeps(counts);
    expect(await sqsRedrive(deps)(name)).toBeNull();
    expect(await sqsDeadLetters(deps)(name, 10)).toBeNull();
  });
});

/** A message as SQS hands it over: with a digest of its body, which the client compares. */
const message = (id: string, attribute?: [string, string]) => ({
  MessageId: id,
  Body: `body ${id}`,
  MD5OfBody: createHash("md5").update(`body ${id}`).digest("hex"),
  ...(attribute && {
    MessageAttributes: { [attribute[0]]: { DataType: "String", StringValue: attribute[1] } },
  }),
});

describe("viewing dead letters", () => {
  it("continues until no new letter arrives and returns each recorded reason", async () => {
    const parked = message("a", ["reason", "the message is not JSON"]);
    const handfuls = [
      [parked, message("b")],
      [message("c", ["ERROR_MESSAGE", "no permission"]), parked],
      [message("b")],
    ];
    const { sqs, ...deps } = await queueDeps({
      ReceiveMessage: () => ({ Messages: handfuls.shift() ?? [] }),
    });
    expect(await sqsDeadLetters(deps)("notify", 100)).toEqual([
      { id: "a", body: "body a", reason: "the message is not JSON" },
      { id: "b", body: "body b", reason: null },
      { id: "c", body: "body c", reason: "no permission" },
    ]);
    expect(sqs.asked).toHaveLength(3);
    expect(sqs.asked.every(({ action }) => action === "ReceiveMessage")).toBe(true);
  });

  it("receives no more than the limit and deletes nothing", async () => {
    const { sqs, ...deps } = await queueDeps({
      ReceiveMessage: () => ({ Messages: [message("a"), message("b")] }),
    });
    expect(await sqsDeadLetters(deps)("notify", 2)).toHaveLength(2);
    expect(sqs.asked).toEqual([
      {
        action: "ReceiveMessage",
        input: expect.objectContaining({ MaxNumberOfMessages: 2, VisibilityTimeout: 5 }),
      },
    ]);
  });
});

describe("discarding dead letters", () => {
  const handed = (id: string) => ({ ...message(id), ReceiptHandle: `handle of ${id}` });

  it("deletes the named ones and keeps the others", async () => {
    const looks = [[handed("a"), handed("b")], [handed("c")], []];
    const { sqs, ...deps } = await queueDeps({
      ReceiveMessage: () => ({ Messages: looks.shift() ?? [] }),
      DeleteMessage: () => ({}),
    });
    const discard = sqsDiscard({ ...deps, sleep: async () => {} });
    expect(await discard("notify", ["a", "c"])).toBe(2);
    const removed = sqs.asked.filter(({ action }) => action === "DeleteMessage");
    expect(removed.map(({ input }) => input["ReceiptHandle"])).toEqual([
      "handle of a",
      "handle of c",
    ]);
  });

  it("waits for a letter that is still hidden by a previous view", async () => {
    const looks = [[], [], [handed("a")]];
    const { sqs: _, ...deps } = await queueDeps({
      ReceiveMessage: () => ({ Messages: looks.shift() ?? [] }),
      DeleteMessage: () => ({}),
    });
    const pauses: number[] = [];
    const sleep = async (ms: number) => void pauses.push(ms);
    expect(await sqsDiscard({ ...deps, sleep })("notify", ["a"])).toBe(1);
    expect(pauses.length).toBeGreaterThan(0);
  });

  it("returns the number deleted and does not wait for one that no longer exists", async () => {
    const { sqs: _, ...deps } = await queueDeps({ ReceiveMessage: () => ({ Messages: [] }) });
    const discard = sqsDiscard({ ...deps, sleep: async () => {} });
    expect(await discard("notify", ["gone"])).toBe(0);
    expect(await discard("no such queue", ["a"])).toBeNull();
  });
});

const byText = (a: string, b: string) => (a < b ? -1 : 1);

/** SQS returns a digest of what it received, which the client compares. */
const digestOf = (body: unknown) => ({
  MD5OfMessageBody: createHash("md5").update(String(body)).digest("hex"),
});

describe("the ranges of a run", () => {
  const run = { tick: 1_795_424_460, execution_context: "schedule:a" };
  const ranges = [0, 1].map((index) => ({ ...run, range: { index, count: 2 } }));

  it("are sent to the engine's queue at once", async () => {
    const { sqs } = await queueDeps({});
    await sqsSendRanges({ client: sqs.client, queueArn: arn("engine") })(ranges);
    const sent = sqs.asked.map(({ input }) => String(input["MessageBody"])).toSorted(byText);
    expect(sent).toEqual(ranges.map((range) => JSON.stringify(range)));
  });

  it("fail together when the queue did not take one of them", async () => {
    const { sqs } = await queueDeps({
      SendMessage: ({ MessageBody }) =>
        String(MessageBody).includes('"index":1')
          ? { error: "AccessDenied", message: "no room" }
          : digestOf(MessageBody),
    });
    const send = sqsSendRanges({ client: sqs.client, queueArn: arn("engine") });
    await expect(send(ranges)).rejects.toThrow("no room");
  });
});

describe("a run by request", () => {
  it("is sent to the engine's queue and reported as queued", async () => {
    const { sqs } = await queueDeps({});
    const start = sqsStartRun({ client: sqs.client, queueArn: arn("engine") });
    const run = { tick: 1_795_424_460, execution_context: "cli:desk" };
    expect(await start(run)).toEqual({ kind: "running", tick: 1_795_424_460 });
    expect(JSON.parse(String(sqs.asked[0]?.input["MessageBody"]))).toEqual(run);
  });
});
