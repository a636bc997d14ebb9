import { PoisonMessageError } from "@bellwether/core/signal/event-envelope";
import { type DeriveDeps, derive } from "@bellwether/functions/handler/derive";
import type { RunResult } from "@bellwether/functions/handler/generate";
import {
  failuresOf,
  type QueueBatchDeps,
  settleDelivery,
} from "@bellwether/functions/handler/queue-batch";
import * as z from "zod";
import type { QueueHandler } from "../queue/consumer.ts";

/** Runs the ticks that the scheduler queued. A tick that grew too old while its run kept failing
 *  is a dead letter, so that it can be seen: on AWS the scheduler does the same. */
export const runQueueHandler =
  (
    deps: QueueBatchDeps & Readonly<{ run: (request: unknown) => Promise<RunResult> }>,
  ): QueueHandler =>
  async (event) => {
    const outcomes = event.Records.map((record) =>
      settleDelivery(deps, record, async (body) => {
        const result = await deps.run(parseJson(body));
        if (result.kind === "missed") {
          throw new PoisonMessageError(`missed: ${result.late_seconds} seconds late`);
        }
      }),
    );
    return { batchItemFailures: failuresOf(await Promise.all(outcomes)) };
  };

const parkedSchema = z.object({
  Records: z
    .array(
      z.object({
        dynamodb: z.object({ Keys: z.object({ workflow_id: z.object({ S: z.string() }) }) }),
      }),
    )
    .min(1),
});

/** Takes parked stream records that were redriven: their images are old by now, so the projection
 *  of each workflow they name is derived from its orders. */
export const parkedRecordsHandler =
  (deps: QueueBatchDeps & DeriveDeps): QueueHandler =>
  async (event) => {
    const outcomes = event.Records.map((record) =>
      settleDelivery(deps, record, async (body) => {
        const parsed = parkedSchema.safeParse(parseJson(body));
        if (!parsed.success) throw new PoisonMessageError("the record names no workflow");
        const ids = parsed.data.Records.map(({ dynamodb }) => dynamodb.Keys.workflow_id.S);
        for (const id of new Set(ids)) await derive(deps)(id);
      }),
    );
    return { batchItemFailures: failuresOf(await Promise.all(outcomes)) };
  };

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new PoisonMessageError("the message is not JSON", { cause });
  }
}
