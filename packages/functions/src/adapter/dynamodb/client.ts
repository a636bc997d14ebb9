import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

/** Where DynamoDB is: on AWS, by the SDK's own rules; at a server; or on the same machine, through a
 *  request handler that needs no network. */
export type DynamoConnection = Readonly<{ endpoint?: string }> | EmbeddedConnection;

export type EmbeddedConnection = Readonly<{
  requestHandler: NonNullable<DynamoDBClientConfig["requestHandler"]>;
}>;

type ConnectionOptions = Pick<
  DynamoDBClientConfig,
  "endpoint" | "region" | "credentials" | "requestHandler" | "signer"
>;

/** A local server requires credentials and accepts any. */
const LOCAL = {
  region: "local",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
} as const;

function connectionOptions(connection: DynamoConnection): ConnectionOptions {
  if ("requestHandler" in connection) {
    // The address is never looked up; nothing on the way reads a signature.
    const signer = { sign: async <T>(request: T) => request };
    return { ...LOCAL, ...connection, signer, endpoint: "http://embedded.invalid" };
  }
  return connection.endpoint === undefined ? {} : { ...LOCAL, endpoint: connection.endpoint };
}

/** The API answers within five seconds, whatever the database does. Without a limit, a call could
 *  hang until the connection is reported as lost. */
const ANSWER_WITHIN_MS = 4_000;

const CALL_LIMITS = {
  requestHandler: {
    connectionTimeout: 2_000,
    requestTimeout: ANSWER_WITHIN_MS,
    throwOnRequestTimeout: true,
  },
} as const;

/** The SDK would repeat a request that timed out, and so wait four times the limit. The caller tries
 *  again instead, or answers that the database is not available. */
function giveUp(error: unknown): never {
  if (!(error instanceof Error) || error.name !== "TimeoutError") throw error;
  // Not as a cause: the SDK looks there for what it may repeat.
  const message = `no answer within ${ANSWER_WITHIN_MS / 1_000} s`;
  throw Object.assign(new Error(message), { code: "no-answer" });
}

/** Between the request and the SDK's repetition. */
const AROUND_EACH_ATTEMPT = { step: "finalizeRequest", priority: "low" } as const;

export function dynamoClient(connection: DynamoConnection): DynamoDBClient {
  const client = new DynamoDBClient({ ...CALL_LIMITS, ...connectionOptions(connection) });
  // It copies every answer for a log that is not kept: a tenth of the time of a long list.
  client.middlewareStack.remove("loggerMiddleware");
  client.middlewareStack.add((next) => (args) => next(args).catch(giveUp), AROUND_EACH_ATTEMPT);
  return client;
}

export function streamsClient(connection: DynamoConnection): DynamoDBStreamsClient {
  const client = new DynamoDBStreamsClient({ ...CALL_LIMITS, ...connectionOptions(connection) });
  client.middlewareStack.add((next) => (args) => next(args).catch(giveUp), AROUND_EACH_ATTEMPT);
  return client;
}

/** Items as plain objects; `undefined` fields are left out rather than refused. A stored number too
 *  large for a double's integers comes back rounded: one odd item must not fail a whole page. */
export function documentClient(client: DynamoDBClient): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true, allowImpreciseNumbers: true },
    unmarshallOptions: { wrapNumbers: Number },
  });
}
