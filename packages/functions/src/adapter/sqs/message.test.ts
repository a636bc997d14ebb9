import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sqsDefer, sqsPark } from "./message.ts";
import { queueUrlOf } from "./queue-arn.ts";
import { type ScriptedSqs, startScriptedSqs } from "./scripted-sqs.ts";

const ARN = "arn:aws:sqs:eu-west-3:123456789012:bellwether-NotifyQueue";
const URL = "https://sqs.eu-west-3.amazonaws.com/123456789012/bellwether-NotifyQueue";

let sqs: ScriptedSqs;
beforeEach(async () => {
  sqs = await startScriptedSqs({});
});
afterEach(() => sqs.close());

describe("the URL of a queue", () => {
  it("is derived from its ARN", () => {
    expect(queueUrlOf(ARN)).toBe(URL);
    expect(queueUrlOf("arn:aws-cn:sqs:cn-north-1:123456789012:q")).toBe(
      "https://sqs.cn-north-1.amazonaws.com.cn/123456789012/q",
    );
  });

  it.each(["", "queue", "arn:aws:sns:eu-west-3:123456789012:topic", `${ARN}:1`])(
    "is not derived from %j",
    (text) => {
      expect(() => queueUrlOf(text)).toThrow("is not the ARN of a queue");
    },
  );
});

describe("deferring a message", () => {
  it.each([
    [0, 0],
    [1, 1],
    [29_001, 30],
    [900_000, 900],
    [86_400_000, 900],
  ])("by %i ms delays it by %i seconds", async (delayMs, seconds) => {
    await sqsDefer({ client: sqs.client, queueArn: ARN })("body", delayMs);
    expect(sqs.asked).toEqual([
      {
        action: "SendMessage",
        input: { QueueUrl: URL, MessageBody: "body", DelaySeconds: seconds },
      },
    ]);
  });
});

describe("parking a message", () => {
  it("keeps its body unchanged and adds the reason", async () => {
    await sqsPark({ client: sqs.client, deadLettersArn: ARN })("{", "the message is not JSON");
    expect(sqs.asked[0]?.input).toEqual({
      QueueUrl: URL,
      MessageBody: "{",
      MessageAttributes: {
        reason: { DataType: "String", StringValue: "the message is not JSON" },
      },
    });
  });

  it.each([
    ["\u0000\u001b[31mred", "??[31mred"],
    ["  ", "unknown"],
    ["é".repeat(2_000), "é".repeat(1_000)],
  ])("converts the reason %j to one that SQS accepts", async (reason, accepted) => {
    await sqsPark({ client: sqs.client, deadLettersArn: ARN })("body", reason);
    expect(sqs.asked[0]?.input).toMatchObject({
      MessageAttributes: { reason: { StringValue: accepted } },
    });
  });
});
