import {
  DEPLOYED_TABLES,
  type DeployedTable,
  type TableDefinition,
} from "../packages/functions/src/adapter/dynamodb/table-definition.ts";
import { production } from "./configuration.ts";

/** The tables, from the same definitions as in the one-machine runtime. Billed on demand, because a
 *  run writes in bursts and is then idle for half an hour. */
export const tables = Object.fromEntries(
  Object.entries(DEPLOYED_TABLES).map(([name, definition]) => [name, table(name, definition)]),
) as Record<DeployedTable, sst.aws.Dynamo>;

/** The variables that name a function's tables, e.g. `TABLE_WORKFLOW_ORDERS`. */
export function tableVariables(...names: DeployedTable[]) {
  return Object.fromEntries(
    names.map((name) => [`TABLE_${name.toUpperCase()}`, tables[name].name]),
  );
}

function table(name: string, { partitionKey, sortKey, expires, stream }: TableDefinition) {
  const keys = sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
  return new sst.aws.Dynamo(logicalName(name), {
    fields: Object.fromEntries(
      keys.map((key) => [key.name, key.type === "N" ? "number" : "string"]),
    ),
    primaryIndex: {
      hashKey: partitionKey.name,
      ...(sortKey && { rangeKey: sortKey.name }),
    },
    ...(expires && { ttl: "ttl" }),
    ...(stream && { stream: "new-and-old-images" as const }),
    deletionProtection: production,
    transform: {
      table: {
        // Restore to any second of the last thirty-five days, for the trader's workflows and
        // orders. A temporary stage does not pay for it.
        pointInTimeRecovery: { enabled: production },
      },
    },
  });
}

/** `workflow_orders` -> `WorkflowOrders`. */
function logicalName(name: string): string {
  return name.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
