import type { PutEventsRequestEntry, PutEventsResponse } from "@aws-sdk/client-eventbridge";
import type { DomainEvent, Publish } from "@bellwether/core/event";

/** PutEvents of a simulated EventBridge, in front of the real routes. Accepts every entry; the
 *  simulated network in front of it decides which are refused. */
export function simulatedEventBridge(
  publish: Publish,
): (entries: readonly PutEventsRequestEntry[]) => Promise<PutEventsResponse> {
  return async (entries) => {
    await publish(
      entries.map(
        ({ DetailType, Detail }) =>
          ({ type: DetailType, detail: JSON.parse(Detail ?? "") as unknown }) as DomainEvent,
      ),
    );
    return { FailedEntryCount: 0, Entries: entries.map((_, n) => ({ EventId: `event-${n}` })) };
  };
}
