import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
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

export function dynamoClient(connection: DynamoConnection): DynamoDBClient {
  return new DynamoDBClient(connectionOptions(connection));
}

/** Items as plain objects; `undefined` fields are left out rather than refused. A stored number too
 *  large for a double's integers comes back rounded: one odd item must not fail a whole page. */
export function documentClient(client: DynamoDBClient): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true, allowImpreciseNumbers: true },
    unmarshallOptions: { wrapNumbers: Number },
  });
}
