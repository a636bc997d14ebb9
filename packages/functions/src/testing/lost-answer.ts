import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { dynamoClient } from "../adapter/dynamodb/client.ts";

/** A client whose connection breaks after the database has done the first such request, so that the
 *  SDK repeats what has been done already. */
export function losingTheFirstAnswerTo(
  endpoint: string,
  command: string,
): { readonly client: DynamoDBClient; readonly lost: () => number } {
  const client = dynamoClient({ endpoint });
  let lost = 0;
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const result = await next(args);
        if (commandName !== command || lost > 0) return result;
        lost += 1;
        throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
      },
    { step: "finalizeRequest", priority: "low" },
  );
  return { client, lost: () => lost };
}
