import type { Log } from "@bellwether/core/log";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import * as z from "zod";
import { type DeriveDeps, derive } from "./derive.ts";

/** The text of an object in a bucket. */
export type ReadObject = (bucket: string, key: string) => Promise<string>;

export type RedriveParkedDeps = DeriveDeps & Readonly<{ readObject: ReadObject; log: Log }>;

/** What S3 says of a new object, by way of EventBridge.
 *  Source: Amazon S3 User Guide, "EventBridge event message structure". */
const noticeSchema = z.object({
  detail: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({ key: z.string() }),
  }),
});

/** What Lambda parks: a description, and in it the invocation as text. */
const parkedSchema = z.object({ payload: z.string() });

const batchSchema = z.object({
  Records: z.array(
    z.object({
      dynamodb: z.object({ Keys: z.object({ workflow_id: z.object({ S: z.string().min(1) }) }) }),
    }),
  ),
});

/** Mends what the projector gave up on: derives each workflow that a parked batch names. Images are
 *  not looked at, because whatever was wrong with a record, the orders table has the truth.
 *  A notice that fails is reported, and becomes a dead letter again. */
export const redriveParkedHandler =
  (deps: RedriveParkedDeps) =>
  async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const failed: string[] = [];
    for (const { body, messageId } of event.Records) {
      try {
        await redrive(deps, body);
      } catch (error) {
        deps.log.error("a parked batch could not be redriven", { message_id: messageId, error });
        failed.push(messageId);
      }
    }
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };

async function redrive(deps: RedriveParkedDeps, notice: string): Promise<void> {
  const { bucket, object } = noticeSchema.parse(JSON.parse(notice)).detail;
  const parked = parkedSchema.parse(JSON.parse(await deps.readObject(bucket.name, object.key)));
  for (const workflowId of workflowsOf(parked.payload)) {
    const outcome = await derive(deps)(workflowId);
    const fields = { workflow_id: workflowId, outcome, key: object.key };
    deps.log.info("derived from a parked batch", fields);
  }
}

function workflowsOf(payload: string): ReadonlySet<string> {
  const { Records } = batchSchema.parse(JSON.parse(payload));
  return new Set(Records.map(({ dynamodb }) => dynamodb.Keys.workflow_id.S));
}
