import type { NewId } from "@bellwether/core/chance";
import type { SystemNow } from "@bellwether/core/time";
import type { QueuedMessage } from "./queue-store.ts";

/** A message that was not delivered yet. Without a delay it is visible from epoch 0, so that a clock
 *  that is set back does not hold it up. */
export function newMessage(
  queue: string,
  id: string,
  body: string,
  visibleAtMs = 0,
): QueuedMessage {
  return { queue, id, body, receives: 0, visible_at_ms: visibleAtMs };
}

/** When a message was sent, by its id; undefined for an id in another format. */
export function sentAtMs(id: string): number | undefined {
  const sent = Number(/^(\d{15})-/.exec(id)?.[1]);
  return Number.isNaN(sent) ? undefined : sent;
}

/** Makes ids that sort by the time of sending and are unique across processes. */
export function messageIds({
  systemNow,
  newId,
}: Readonly<{ systemNow: SystemNow; newId: NewId }>): () => string {
  const process = newId();
  let count = 0;
  return () => {
    count += 1;
    const time = String(Math.floor(systemNow())).padStart(15, "0");
    return `${time}-${String(count).padStart(9, "0")}-${process}`;
  };
}
