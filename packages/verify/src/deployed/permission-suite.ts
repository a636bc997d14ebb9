import { logicalName } from "@bellwether/functions/lambda";
import { afterEach, describe, expect, it } from "vitest";
import { isAboveThreshold, wasAboveThreshold } from "./alarm.ts";
import { notShown } from "./capability.ts";
import { eventually } from "./eventually.ts";
import { logLines } from "./function-log.ts";
import { traced } from "./observation-suite.ts";
import { takeAway } from "./role.ts";
import {
  heldIn,
  importWorkflow,
  listed,
  messagesAbout,
  newTick,
  ordersOf,
  runTick,
  shortenRetries,
  uniqueName,
} from "./scene.ts";
import type { QueueName } from "./stage.ts";
import type { StageContext } from "./stage-context.ts";

const A_MINUTE_MS = 60_000;

export function permissionSuite(context: () => StageContext): void {
  describe("while a permission is missing,", () => {
    const undo: (() => Promise<void>)[] = [];
    afterEach(async () => {
      for (const one of undo.splice(0)) await one();
    });
    /** Revokes it and returns a function that restores it; the end of the test restores it too. */
    const without = async (logical: string, action: string) => {
      const giveBack = await takeAway(context(), logical, action);
      undo.push(giveBack);
      return giveBack;
    };

    it("an order waits for PutItem and is stored once it is restored", async () => {
      undo.push(await shortenRetries(context(), "persist"));
      const id = await importWorkflow(context(), uniqueName("Verify: no PutItem"));
      const giveBack = await without("Persist", "dynamodb:PutItem");
      const begin = Date.now();
      // Of all workflows, so that the run is recorded.
      const tick = newTick();
      await runTick(context(), tick);
      await waits(context(), "persist", begin);
      expect(await ordersOf(context(), id)).toEqual([]);
      await eventually(
        "the trace that says where it waits",
        async () => (await traced(context(), `${id}.${tick}`)).find(({ hop }) => hop === "stored"),
        (stored) =>
          stored?.state === "waiting" && /queue of persist holds \d/.test(stored.detail ?? ""),
      );
      await giveBack();
      await eventually(
        "the order",
        () => ordersOf(context(), id),
        (orders) => orders.length === 1,
      );
    });

    it("a message waits for UpdateItem and is sent once it is restored", async () => {
      undo.push(await shortenRetries(context(), "notify"));
      const name = uniqueName("Verify: no UpdateItem");
      const id = await importWorkflow(context(), name);
      const giveBack = await without("Notify", "dynamodb:UpdateItem");
      const begin = Date.now();
      await runTick(context(), newTick(), id);
      await waits(context(), "notify", begin);
      expect(messagesAbout(context(), name)).toEqual([]);
      await giveBack();
      await eventually(
        "the message",
        async () => messagesAbout(context(), name).length,
        (count) => count === 1,
      );
    });

    it("the list waits for UpdateItem and catches up once it is restored", async () => {
      const id = await importWorkflow(context(), uniqueName("Verify: no projection"));
      const lastOrder = async () =>
        (await listed(context().api)).find((one) => one.id === id)?.last_order_timestamp ?? null;
      const giveBack = await without("Project", "dynamodb:UpdateItem");
      const tick = newTick();
      const begin = Date.now();
      await runTick(context(), tick, id);
      await eventually(
        "the order",
        () => ordersOf(context(), id),
        (orders) => orders.length === 1,
      );
      // The projector lags by a moment anyway: it must have tried.
      await eventually(
        "the projection that failed",
        () => logLines(context(), "Project", "projection failed", begin),
        (lines) => lines.some((line) => line.includes(id)),
      );
      expect(await lastOrder()).toBeNull();
      await giveBack();
      if (!context().can.streamRetries) {
        notShown("retries of the projector", "this endpoint takes a failed batch for done");
        await context().api("POST /rebuild", { json: { workflow_id: id } });
      }
      await eventually("the last order in the list", lastOrder, (found) => found === tick);
    });

    it("a run fails without PutEvents, raises an alarm and is repeated once it is restored", async () => {
      undo.push(await shortenRetries(context(), "generate"));
      const id = await importWorkflow(context(), uniqueName("Verify: no PutEvents"));
      const giveBack = await without("Generate", "events:PutEvents");
      const begin = Date.now();
      expect((await runTick(context(), newTick(), id)).error).not.toBeNull();
      await eventually(
        "the metric of the alarm GenerateErrors",
        () => wasAboveThreshold(context(), "GenerateErrors", new Date(begin - A_MINUTE_MS)),
        (wasAbove) => wasAbove,
      );
      const asked = await context().api("POST /runs", { json: { workflow_id: id, by: "verify" } });
      expect(asked.status).toBe(200);
      await waits(context(), "generate", begin);
      expect(await ordersOf(context(), id)).toEqual([]);
      await giveBack();
      await eventually(
        "the order",
        () => ordersOf(context(), id),
        (orders) => orders.length === 1,
      );
    });
  });
}

/** Its message fails at every attempt and stays in the queue, where the queue's alarm counts it. A
 *  queue holds every message for a moment, so the attempts are looked for too. */
async function waits(context: StageContext, name: QueueName, since: number): Promise<void> {
  const queue = context.stage.queueUrl(name);
  await eventually(
    `two attempts of ${name} that failed`,
    () => logLines(context, logicalName(name), "delivery failed", since),
    (lines) => lines.length > 1,
  );
  await eventually(
    `the queue of ${name} holds the message`,
    () => heldIn(context, queue),
    (held) => held > 0,
  );
  const alarm = `${logicalName(name)}Stuck`;
  if (!context.can.queueMetrics) {
    notShown(`the metrics of the alarm ${alarm}`, "this endpoint has no metrics of queues");
    return;
  }
  await eventually(
    `the queues of the alarm ${alarm} hold messages`,
    () => isAboveThreshold(context, alarm),
    (isAbove) => isAbove,
  );
  await eventually(
    `the metrics of the alarm ${alarm}`,
    () => wasAboveThreshold(context, alarm, new Date(since - A_MINUTE_MS)),
    (wasAbove) => wasAbove,
  );
}
