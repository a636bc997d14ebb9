import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ResourceInUseException,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";

type Attribute = { readonly name: string; readonly type: "S" | "N" };

/** A table as data: what the one-machine runtime creates and what the stacks deploy. */
export type TableDefinition = Readonly<{
  partitionKey: Attribute;
  sortKey?: Attribute;
  /** Items leave at the epoch second in `ttl`. */
  expires: boolean;
  /** Changes are published with new and old images. */
  stream: boolean;
}>;

/** The tables of docs/ARCHITECTURE.md, by logical name. */
export const TABLES = {
  workflows: { partitionKey: { name: "id", type: "S" }, expires: false, stream: false },
  workflow_names: { partitionKey: { name: "name_key", type: "S" }, expires: false, stream: false },
  workflow_orders: {
    partitionKey: { name: "workflow_id", type: "S" },
    sortKey: { name: "placed_at", type: "N" },
    expires: true,
    stream: true,
  },
  receipts: { partitionKey: { name: "key", type: "S" }, expires: true, stream: false },
  runs: {
    partitionKey: { name: "day", type: "S" },
    sortKey: { name: "tick", type: "N" },
    expires: true,
    stream: false,
  },
  checkpoints: {
    partitionKey: { name: "stream", type: "S" },
    sortKey: { name: "shard", type: "S" },
    expires: false,
    stream: false,
  },
} as const satisfies Record<string, TableDefinition>;

export type TableName = keyof typeof TABLES;

/** The physical name of each table. */
export type TableNames = Readonly<Record<TableName, string>>;

/** Physical names under one prefix, e.g. `bellwether-workflows`. */
export function tableNames(prefix: string): TableNames {
  const names = Object.keys(TABLES).map((name) => [name, `${prefix}${name}`]);
  return Object.fromEntries(names) as TableNames;
}

/** Creates a table unless it exists, and waits until it can be used. On demand. */
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

/** Looks first: the setting may already be there, or be missing since a start that was cut off. */
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
