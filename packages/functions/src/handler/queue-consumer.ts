import {
  type MessageOutcome,
  PoisonMessageError,
  type QueueConsumer,
} from "@bellwether/core/event";
import { messageOf } from "@bellwether/core/failure";

/** Handles one message. `sentAtMs`: when it entered its queue, where that is known. A rejection means
 *  that the delivery failed and is to be repeated. */
export type HandleMessage<Message> = (
  message: Message,
  sentAtMs?: number,
) => Promise<MessageOutcome>;

/** Handles messages that belong together. A rejection fails them all. */
export type HandleMessages<Message> = (
  messages: readonly Message[],
) => Promise<readonly MessageOutcome[]>;

/** Reads a body. Throws `PoisonMessageError` when it cannot be read. */
export type ReadMessage<Message> = (body: string) => Message;

export const DONE: MessageOutcome = { kind: "done" };

/** Consumes the messages of a batch at the same time, each by itself. */
export function inParallel<Message>(
  read: ReadMessage<Message>,
  handle: HandleMessage<Message>,
): QueueConsumer {
  return (bodies, sentAtMs = []) =>
    Promise.all(
      bodies.map((body, position) => outcomeOf(() => handle(read(body), sentAtMs[position]))),
    );
}

/** Consumes the messages of a batch one after another, each by itself. */
export function inSequence<Message>(
  read: ReadMessage<Message>,
  handle: HandleMessage<Message>,
): QueueConsumer {
  return async (bodies) => {
    const outcomes: MessageOutcome[] = [];
    for (const body of bodies) outcomes.push(await outcomeOf(() => handle(read(body))));
    return outcomes;
  };
}

/** Consumes the readable messages of a batch together. */
export function together<Message>(
  read: ReadMessage<Message>,
  handle: HandleMessages<Message>,
): QueueConsumer {
  return async (bodies) => {
    const outcomes: MessageOutcome[] = [];
    const readable: { readonly position: number; readonly message: Message }[] = [];
    for (const [position, body] of bodies.entries()) {
      outcomes[position] = await outcomeOf(async () => {
        readable.push({ position, message: read(body) });
        return DONE;
      });
    }
    const handled = await handle(readable.map(({ message }) => message)).catch((error: unknown) =>
      readable.map(() => failureOf(error)),
    );
    for (const [index, { position }] of readable.entries()) {
      outcomes[position] = handled[index] ?? {
        kind: "failed",
        reason: "the consumer returned no outcome",
      };
    }
    return outcomes;
  };
}

/** The outcome of work, even if it throws. */
export async function outcomeOf(work: () => Promise<MessageOutcome>): Promise<MessageOutcome> {
  try {
    return await work();
  } catch (error) {
    return failureOf(error);
  }
}

function failureOf(error: unknown): MessageOutcome {
  const kind = error instanceof PoisonMessageError ? "poison" : "failed";
  return { kind, reason: messageOf(error) };
}
