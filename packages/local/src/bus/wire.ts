import { explain } from "@bellwether/core/signal";
import * as z from "zod";
import { type LocalBus, PutEventsValidationError } from "./bus.ts";

const TARGET = "AWSEvents.PutEvents";
const CONTENT_TYPE = "application/x-amz-json-1.1";

/** The end of the year 9999: what a `Date` can write as four digits. */
const MAX_TIME_SECONDS = 253_402_300_799;

/** Entries as they come over the wire: `Time` is epoch seconds. Fields of a wrong type are left to
 *  the bus, which refuses the entry and not the call. */
const requestSchema = z.object({
  Entries: z.array(
    z.looseObject({
      Time: z
        .number()
        .min(0)
        .max(MAX_TIME_SECONDS)
        .transform((seconds) => new Date(seconds * 1_000))
        .optional(),
    }),
  ),
});

export type WireAnswer = Readonly<{ status: number; contentType: string; body: string }>;

/** Answers the PutEvents call of @aws-sdk/client-eventbridge: AWS JSON protocol 1.1. */
export async function answerPutEvents(
  bus: LocalBus,
  target: string | null,
  body: string,
): Promise<WireAnswer> {
  if (target !== TARGET) return refusal("UnknownOperationException", `only ${TARGET} is served`);
  try {
    const parsed = requestSchema.safeParse(JSON.parse(body));
    if (!parsed.success) return refusal("ValidationException", explain(parsed.error));
    const answer = await bus.putEvents(parsed.data.Entries);
    return { status: 200, contentType: CONTENT_TYPE, body: JSON.stringify(answer) };
  } catch (error) {
    if (error instanceof PutEventsValidationError) return refusal(error.code, error.message);
    if (error instanceof SyntaxError) return refusal("SerializationException", "not JSON");
    // The queues are not writable: nothing was accepted, the caller may try again.
    return { ...refusal("InternalException", "the events could not be queued"), status: 500 };
  }
}

function refusal(type: string, message: string): WireAnswer {
  return {
    status: 400,
    contentType: CONTENT_TYPE,
    body: JSON.stringify({ __type: type, message }),
  };
}
