import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

/** Where DynamoDB is. Without an endpoint: AWS, by the SDK's own rules. */
export type DynamoConnection = Readonly<{ endpoint?: string }>;

/** Options that every client of one endpoint shares. A local server asks for any credentials. */
export function connectionOptions({ endpoint }: DynamoConnection): {
  endpoint?: string;
  region?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
} {
  if (endpoint === undefined) return {};
  return {
    endpoint,
    region: "local",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  };
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
  const client = new DynamoDBClient({ ...connectionOptions(connection), ...CALL_LIMITS });
  // It copies every answer for a log that nobody keeps: a tenth of the time of a long list.
  client.middlewareStack.remove("loggerMiddleware");
  return client;
}

export function streamsClient(connection: DynamoConnection): DynamoDBStreamsClient {
  return new DynamoDBStreamsClient({ ...connectionOptions(connection), ...CALL_LIMITS });
}

/** Items as plain objects; `undefined` fields are left out rather than refused. A stored number too
 *  large for a double's integers comes back rounded: one odd item must not fail a whole page. */
export function documentClient(client: DynamoDBClient): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true, allowImpreciseNumbers: true },
    unmarshallOptions: { wrapNumbers: Number },
  });
}
