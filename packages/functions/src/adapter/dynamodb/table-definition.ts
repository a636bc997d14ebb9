/** The tables as data, and nothing else: the stacks import this module too, and they are bundled
 *  without the SDK. */

type Attribute = { readonly name: string; readonly type: "S" | "N" };

/** A table as data: what the one-machine runtime creates and what the stacks deploy. */
export type TableDefinition = Readonly<{
  partitionKey: Attribute;
  sortKey?: Attribute;
  /** Items expire at the epoch second in `ttl`. */
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
  signals: {
    partitionKey: { name: "list", type: "S" },
    sortKey: { name: "position", type: "S" },
    expires: true,
    stream: false,
  },
  receipts: { partitionKey: { name: "key", type: "S" }, expires: true, stream: false },
  runs: {
    partitionKey: { name: "day", type: "S" },
    sortKey: { name: "tick", type: "N" },
    expires: true,
    stream: false,
  },
  decisions: {
    partitionKey: { name: "day", type: "S" },
    sortKey: { name: "tick_part", type: "N" },
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

/** The tables of a deployment to AWS. Lambda keeps the projector's position, so there is no table of
 *  checkpoints. */
const { checkpoints: _, ...deployed } = TABLES;
export const DEPLOYED_TABLES = deployed;
export type DeployedTable = keyof typeof DEPLOYED_TABLES;

/** The physical name of each table. */
export type TableNames = Readonly<Record<TableName, string>>;

/** Physical names under one prefix, e.g. `bellwether-workflows`. */
export function tableNames(prefix: string): TableNames {
  const names = Object.keys(TABLES).map((name) => [name, `${prefix}${name}`]);
  return Object.fromEntries(names) as TableNames;
}
