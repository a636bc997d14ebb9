/** What a log, a queue and a screen keep of an error. Services quote whole requests and answers. */
const MAX_MESSAGE_LENGTH = 1_000;

/** The text of whatever was thrown, cut where it is very long. */
export function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.length > MAX_MESSAGE_LENGTH
    ? `${message.slice(0, MAX_MESSAGE_LENGTH)}...`
    : message;
}
