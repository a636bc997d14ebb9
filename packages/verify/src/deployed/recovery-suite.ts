import { DescribeReplayCommand, StartReplayCommand } from "@aws-sdk/client-eventbridge";
import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { deadLettersSchema } from "@bellwether/core/api";
import { logicalName } from "@bellwether/functions/lambda";
import { describe, expect, it } from "vitest";
import { isAboveThreshold } from "./alarm.ts";
import { notShown } from "./capability.ts";
import { eventually } from "./eventually.ts";
import { logLines } from "./function-log.ts";
import { traced } from "./observation-suite.ts";
import {
  importWorkflow,
  messagesAbout,
  newTick,
  ordersOf,
  runTick,
  uniqueName,
  untilQuiet,
} from "./scene.ts";
import { QUEUES, type QueueName } from "./stage.ts";
import type { StageContext } from "./stage-context.ts";

export function recoverySuite(context: () => StageContext): void {
  describe("a message that cannot be handled", () => {
    it.each(QUEUES)("in the queue of %s becomes a dead letter with the reason", async (name) => {
      const { account, stage } = context();
      const poison = JSON.stringify({ poison: crypto.randomUUID() });
      await account.sqs.send(
        new SendMessageCommand({ QueueUrl: stage.queueUrl(name), MessageBody: poison }),
      );
      const found = await eventually(
        `the dead letter of ${name}`,
        () => deadLettersOf(context(), name),
        (letters) => letters.some(({ body }) => body === poison),
      );
      expect(found.find(({ body }) => body === poison)?.reason).toMatch(/\w+/);
      const alarm = `${logicalName(name)}DeadLetter`;
      // A look at the dead letters hides them for seconds from the count.
      await eventually(
        `the queue of the alarm ${alarm} holds it`,
        () => isAboveThreshold(context(), alarm),
        (isAbove) => isAbove,
      );
    });

    it("is handled after a redrive once the cause is corrected", async () => {
      const name = uniqueName("Verify: refused, then mended");
      const id = await importWorkflow(context(), name);
      context().stubs.slack.answer(() => ({ kind: "refused", error: "channel_not_found" }));
      const tick = newTick();
      await runTick(context(), tick, id);
      const isOurs = ({ body }: { body: string }): boolean => body.includes(id);
      const letters = await eventually(
        "the dead letter",
        () => deadLettersOf(context(), "notify"),
        (found) => found.some(isOurs),
      );
      expect(letters.find(isOurs)?.reason).toContain("channel_not_found");
      // No retry can help, so Slack was asked once.
      const asked = context().stubs.slack.calls.filter(({ text }) => text.includes(name));
      expect(asked).toHaveLength(1);
      // A look at the dead letters hides them for seconds from the next look.
      await eventually(
        "the trace that says why",
        () => traced(context(), `${id}.${tick}`),
        (hops) => hops.some(({ detail }) => detail?.includes("channel_not_found") === true),
      );

      context().stubs.slack.answer(() => ({ kind: "ok" }));
      await redrive(context(), "notify", isOurs);
      await eventually(
        "the message",
        async () => messagesAbout(context(), name).length,
        (count) => count > 0,
      );
      await untilQuiet(context());
      expect(messagesAbout(context(), name)).toHaveLength(1);
      expect((await deadLettersOf(context(), "notify")).filter(isOurs)).toEqual([]);
      expect(await ordersOf(context(), id)).toHaveLength(1);
    });
  });

  describe("a replay of the archive", () => {
    it("stores, announces and counts nothing twice", async () => {
      const { account, stage } = context();
      const name = uniqueName("Verify: replayed");
      const begin = new Date(Date.now() - 1_000);
      const id = await importWorkflow(context(), name);
      const tick = newTick();
      await runTick(context(), tick, id);
      await eventually(
        "the message",
        async () => messagesAbout(context(), name).length,
        (count) => count === 1,
      );
      const before = await ordersOf(context(), id);
      const ReplayName = `verify-${Date.now()}`;
      await account.events.send(
        new StartReplayCommand({
          ReplayName,
          EventSourceArn: stage.archiveArn,
          EventStartTime: begin,
          EventEndTime: new Date(Date.now() + 1_000),
          Destination: { Arn: stage.busArn },
        }),
      );
      await eventually(
        "the end of the replay",
        async () => (await account.events.send(new DescribeReplayCommand({ ReplayName }))).State,
        (state) => state === "COMPLETED",
      );
      // It delivered the signal again, and both consumers knew it.
      for (const logical of ["Persist", "Notify"]) {
        await eventually(
          `the signal in the log of ${logical}`,
          () => logLines(context(), logical, "already", begin.getTime()),
          (lines) => lines.some((line) => line.includes(`${id}.${tick}`)),
        );
      }
      await untilQuiet(context());
      expect(await ordersOf(context(), id)).toEqual(before);
      expect(messagesAbout(context(), name)).toHaveLength(1);
    });
  });
}

async function deadLettersOf({ api }: StageContext, name: QueueName) {
  const { body } = await api(`GET /dead-letters/${name}`);
  return deadLettersSchema.parse(body).dead_letters;
}

/** Through the product's API; where the endpoint has no move tasks, by the steps SQS would take, until
 *  the letter of this test is moved. Others, which no correction helps, may come back meanwhile. */
async function redrive(
  context: StageContext,
  name: QueueName,
  isOurs: (letter: { readonly body: string }) => boolean,
): Promise<void> {
  const { api, can, stage } = context;
  const { sqs } = context.account;
  if (can.moveTasks) {
    const { status, text } = await api(`POST /dead-letters/${name}/redrive`);
    if (status !== 200) throw new Error(`redrive: ${status} ${text}`);
    return;
  }
  notShown("a redrive by the product", "this endpoint has no message move tasks");
  const from = stage.deadLettersUrl(name);
  await eventually(
    "the dead letter is moved",
    async () => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: from, MaxNumberOfMessages: 10 }),
      );
      for (const { Body, ReceiptHandle } of Messages) {
        await sqs.send(
          new SendMessageCommand({ QueueUrl: stage.queueUrl(name), MessageBody: Body }),
        );
        await sqs.send(new DeleteMessageCommand({ QueueUrl: from, ReceiptHandle }));
      }
      return Messages.map(({ Body = "" }) => ({ body: Body }));
    },
    (moved) => moved.some(isOurs),
  );
}
