import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ResourceInUseException,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import {
  TABLES,
  type TableDefinition,
  type TableName,
  type TableNames,
} from "./table-definition.ts";

/** Creates a table, billed on demand, unless it exists, and waits until it can be used. */
export async function createTable(
  client: DynamoDBClient,
  physicalName: string,
  definition: TableDefinition,
): Promise<void> {
  try {
    await client.send(new CreateTableCommand(createTableInput(physicalName, definition)));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 1 }, { TableName: physicalName });
  if (definition.expires) await enableExpiry(client, physicalName);
}

/** Reads the setting first: it may be set already, or be missing after an interrupted start. */
async function enableExpiry(client: DynamoDBClient, physicalName: string): Promise<void> {
  const { TimeToLiveDescription } = await client.send(
    new DescribeTimeToLiveCommand({ TableName: physicalName }),
  );
  if (TimeToLiveDescription?.TimeToLiveStatus === "ENABLED") return;
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName: physicalName,
      TimeToLiveSpecification: { AttributeName: "ttl", Enabled: true },
    }),
  );
}

function createTableInput(
  physicalName: string,
  { partitionKey, sortKey, stream }: TableDefinition,
): CreateTableCommandInput {
  const keys = sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
  return {
    TableName: physicalName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: keys.map(({ name, type }) => ({
      AttributeName: name,
      AttributeType: type,
    })),
    KeySchema: keys.map(({ name }, position) => ({
      AttributeName: name,
      KeyType: position === 0 ? "HASH" : "RANGE",
    })),
    ...(stream && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    }),
  };
}

/** Creates every table that is missing. */
export async function createTables(client: DynamoDBClient, names: TableNames): Promise<void> {
  for (const [name, definition] of Object.entries(TABLES)) {
    await createTable(client, names[name as TableName], definition);
  }
}
