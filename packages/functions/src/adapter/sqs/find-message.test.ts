import { createHash } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { sqsFindMessage } from "./find-message.ts";
import { type ScriptedSqs, startScriptedSqs } from "./scripted-sqs.ts";

const arn = (name: string) => `arn:aws:sqs:eu-west-3:123456789012:${name}`;
const queues = { notify: { queue: arn("queue"), deadLetters: arn("dead") } };

let sqs: ScriptedSqs | undefined;
afterEach(() => sqs?.close());

/** A queue of 2 messages, and dead letters of which SQS shows these. */
async function finding(shown: readonly string[], { waiting = 2, dead = shown.length } = {}) {
  sqs = await startScriptedSqs({
    ReceiveMessage: () => ({
      Messages: shown.map((Body, index) => ({
        MessageId: `${index}`,
        Body,
        MD5OfBody: createHash("md5").update(Body).digest("hex"),
        MessageAttributes: { reason: { DataType: "String", StringValue: `of ${Body}` } },
      })),
    }),
    GetQueueAttributes: ({ QueueUrl }) => ({
      Attributes: {
        ApproximateNumberOfMessages: String(String(QueueUrl).endsWith("/queue") ? waiting : dead),
      },
    }),
  });
  return sqsFindMessage({ client: sqs.client, queues })("notify", (body) => body === "ours");
}

describe("a message on AWS", () => {
  it("is found among the dead letters, with the reason", async () => {
    expect(await finding(["another", "ours"])).toEqual({
      kind: "dead",
      sent_at_ms: null,
      reason: "of ours",
    });
  });

  it("is not shown while messages wait or are not in the sample, which are counted", async () => {
    const counted = { kind: "not_shown", waiting: 2, dead_letters: 7 };
    expect(await finding(["another"], { dead: 7 })).toEqual(counted);
  });

  it("is not found when the queue and its dead letters are empty", async () => {
    expect(await finding([], { waiting: 0 })).toBeNull();
  });

  it("is not found in a queue that does not exist", async () => {
    sqs = await startScriptedSqs({});
    const find = sqsFindMessage({ client: sqs.client, queues });
    expect(await find("persist", () => true)).toBeNull();
    expect(sqs.asked).toEqual([]);
  });
});
