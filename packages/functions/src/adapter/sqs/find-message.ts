import { type FindMessage, MAX_DEAD_LETTERS } from "@bellwether/core/api";
import { type QueueDeps, sqsDeadLetters, sqsStatus } from "./operations.ts";

/** Finds a message among the dead letters. Waiting messages cannot be looked at without delaying
 *  them, so they are only counted, and of many dead letters SQS shows a sample. */
export function sqsFindMessage(deps: QueueDeps): FindMessage {
  const listDeadLetters = sqsDeadLetters(deps);
  return async (queue, matches) => {
    const letters = await listDeadLetters(queue, MAX_DEAD_LETTERS);
    const pair = deps.queues[queue];
    if (letters === null || pair === undefined) return null;
    const letter = letters.find(({ body }) => matches(body));
    if (letter !== undefined) return { kind: "dead", sent_at_ms: null, reason: letter.reason };
    const [counts] = await sqsStatus({ ...deps, queues: { [queue]: pair } })();
    if (counts === undefined) return null;
    const { visible, in_flight, delayed, dead_letters } = counts;
    const waiting = visible + in_flight + delayed;
    return waiting + dead_letters === 0 ? null : { kind: "not_shown", waiting, dead_letters };
  };
}
