import type { Log } from "@bellwether/core/log";
import { type ParkMessage, PoisonMessageError } from "@bellwether/core/signal";
import type { SQSBatchItemFailure, SQSRecord } from "aws-lambda";

export type QueueBatchDeps = Readonly<{ park: ParkMessage; log: Log }>;

/** Runs `consume` for one delivery. Answers the failure to report, or null when the delivery is
 *  done with. A poison message is parked at once: no retry can mend it, and it would only use up
 *  the patience meant for outages. */
export async function settleDelivery(
  { park, log }: QueueBatchDeps,
  record: SQSRecord,
  consume: (body: string) => Promise<void>,
): Promise<SQSBatchItemFailure | null> {
  try {
    await consume(record.body);
    return null;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof PoisonMessageError) {
      try {
        await park(record.body, reason);
        log.error("message parked", { message_id: record.messageId, reason });
        return null;
      } catch (parking) {
        log.error("message could not be parked", { message_id: record.messageId, parking });
      }
    }
    log.warn("delivery failed", {
      message_id: record.messageId,
      receives: record.attributes.ApproximateReceiveCount,
      reason,
    });
    return { itemIdentifier: record.messageId };
  }
}

/** The failures among the outcomes, as Lambda wants them. */
export function failuresOf(
  outcomes: readonly (SQSBatchItemFailure | null)[],
): SQSBatchItemFailure[] {
  return outcomes.filter((outcome) => outcome !== null);
}
