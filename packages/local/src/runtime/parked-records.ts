import { messageJson, PoisonMessageError } from "@bellwether/core/signal";
import {
  type DeriveDeps,
  derive,
  failuresOf,
  type QueueBatchDeps,
  settleDelivery,
} from "@bellwether/functions/handler";
import * as z from "zod";
import type { QueueHandler } from "../queue/consumer.ts";

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
        const parsed = parkedSchema.safeParse(messageJson(body));
        if (!parsed.success) throw new PoisonMessageError("the record names no workflow");
        const ids = parsed.data.Records.map(({ dynamodb }) => dynamodb.Keys.workflow_id.S);
        for (const id of new Set(ids)) await derive(deps)(id);
      }),
    );
    return { batchItemFailures: failuresOf(await Promise.all(outcomes)) };
  };
