import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

/** Where DynamoDB is: AWS, by the SDK's own rules; a server; or what carries requests to a database
 *  in the same machine without a network. */
export type DynamoConnection = Readonly<{ endpoint?: string }> | EmbeddedConnection;

export type EmbeddedConnection = Readonly<{
  requestHandler: NonNullable<DynamoDBClientConfig["requestHandler"]>;
}>;

type ConnectionOptions = Pick<
  DynamoDBClientConfig,
  "endpoint" | "region" | "credentials" | "requestHandler" | "signer"
>;

/** A local server asks for any credentials. */
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

/** A call that hangs is given up and repeated by the SDK, long before a function's own timeout.
 *  Without these it would hang for as long as the connection does not say that it is lost. */
const CALL_LIMITS = {
  requestHandler: {
    connectionTimeout: 2_000,
    requestTimeout: 10_000,
    throwOnRequestTimeout: true,
  },
} as const;

export function dynamoClient(connection: DynamoConnection): DynamoDBClient {
  const client = new DynamoDBClient({ ...CALL_LIMITS, ...connectionOptions(connection) });
  // It copies every answer for a log that nobody keeps: a tenth of the time of a long list.
  client.middlewareStack.remove("loggerMiddleware");
  return client;
}

export function streamsClient(connection: DynamoConnection): DynamoDBStreamsClient {
  return new DynamoDBStreamsClient({ ...CALL_LIMITS, ...connectionOptions(connection) });
}

/** Items as plain objects; `undefined` fields are left out rather than refused. A stored number too
 *  large for a double's integers comes back rounded: one odd item must not fail a whole page. */
export function documentClient(client: DynamoDBClient): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true, allowImpreciseNumbers: true },
    unmarshallOptions: { wrapNumbers: Number },
  });
}
