import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { messageOf } from "@bellwether/core/failure";

const WRITES = /^(Put|Update|Delete|TransactWrite|BatchWrite)Item/;

/** Watches the writes of a client. The returned function gives the reason why the newest one failed, for
 *  the status; null while writes succeed. A condition that did not hold is an answer, not a failure. */
export function watchWrites(documents: DynamoDBDocumentClient): () => string | null {
  let failure: string | null = null;
  documents.middlewareStack.add(
    (next, { commandName = "" }) =>
      async (args) => {
        if (!WRITES.test(commandName)) return next(args);
        try {
          const answer = await next(args);
          failure = null;
          return answer;
        } catch (error) {
          if (isRefusal(error)) failure = null;
          else failure = `the database rejects writes: ${messageOf(error)}`;
          throw error;
        }
      },
    // Around everything else that handles writes.
    { step: "initialize", priority: "high", name: "watchWrites" },
  );
  return () => failure;
}

/** Whether the database worked and refused the request. */
function isRefusal(error: unknown): boolean {
  return (
    typeof error === "object" && error !== null && "$fault" in error && error.$fault === "client"
  );
}
