import { explain, messageJson, PoisonMessageError } from "@bellwether/core/event";
import type { Log } from "@bellwether/core/log";
import type { SignalKey } from "@bellwether/core/projection";
import { signalId } from "@bellwether/core/signal";
import * as z from "zod";
import { type DeriveDeps, derive } from "./derive.ts";
import { type DeriveSignalsDeps, deriveSignals } from "./derive-signals.ts";
import { DONE, type HandleMessage } from "./queue-consumer.ts";

/** The text of an object in a bucket. */
type ReadObject = (bucket: string, key: string) => Promise<string>;

/** The part of a batch of stream records that is read again. */
const batchSchema = z.object({
  Records: z
    .array(
      z.object({
        dynamodb: z.object({
          Keys: z.object({
            workflow_id: z.object({ S: z.string().min(1) }),
            placed_at: z.object({ N: z.coerce.number<string>() }),
          }),
        }),
      }),
    )
    .min(1),
});

/** S3's notice of a new object, sent through EventBridge.
 *  Source: Amazon S3 User Guide, "EventBridge event message structure". */
const noticeSchema = z.object({
  detail: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({ key: z.string() }),
  }),
});

/** What Lambda parks: a description that contains the invocation as text. */
const parkedSchema = z.object({ payload: z.string() });

export type ParkedNotice = z.infer<typeof noticeSchema>["detail"];

/** Reads a notice of a batch that Lambda parked in a bucket. Throws `PoisonMessageError`. */
export function parkedNotice(body: string): ParkedNotice {
  return read(noticeSchema, body).detail;
}

/** The orders that a parked batch of stream records names. Throws `PoisonMessageError`. */
export function parkedOrders(body: string): readonly SignalKey[] {
  const { Records } = read(batchSchema, body);
  return Records.map(({ dynamodb: { Keys } }) => ({
    workflow_id: Keys.workflow_id.S,
    placed_at: Keys.placed_at.N,
  }));
}

type RedriveDeps = DeriveDeps & DeriveSignalsDeps & Readonly<{ log: Log }>;

/** Derives the workflows of parked stream records. The images are not used: whatever was wrong with a
 *  record, the orders table is authoritative. */
export const redriveRecordsHandler =
  (deps: RedriveDeps): HandleMessage<readonly SignalKey[]> =>
  async (keys) => {
    for (const workflowId of new Set(keys.map(({ workflow_id }) => workflow_id))) {
      const outcome = await derive(deps)(workflowId);
      deps.log.info("derived from a parked batch", { workflow_id: workflowId, outcome });
    }
    await deriveSignals(deps)(distinct(keys));
    return DONE;
  };

/** DynamoDB refuses a request that contains a key twice. */
function distinct(keys: readonly SignalKey[]): readonly SignalKey[] {
  return [...new Map(keys.map((key) => [signalId(key.workflow_id, key.placed_at), key])).values()];
}

export type RedriveParkedDeps = RedriveDeps & Readonly<{ readObject: ReadObject }>;

/** Does the same for a batch that Lambda parked in a bucket. */
export const redriveParkedHandler =
  (deps: RedriveParkedDeps): HandleMessage<ParkedNotice> =>
  async ({ bucket, object }) => {
    const { payload } = read(parkedSchema, await deps.readObject(bucket.name, object.key));
    return redriveRecordsHandler(deps)(parkedOrders(payload));
  };

function read<T>(schema: z.ZodType<T>, body: string): T {
  const parsed = schema.safeParse(messageJson(body));
  if (!parsed.success) throw new PoisonMessageError(explain(parsed.error));
  return parsed.data;
}
