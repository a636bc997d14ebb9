import {
  createTable,
  createTables,
  documentClient,
  dynamoClient,
  TABLES,
  type TableDefinition,
  type TableName,
  type TableNames,
  tableNames,
} from "@bellwether/functions/adapter/dynamodb";
import type { Database } from "../database/database.ts";
import { groupCommits, type TableKeys } from "../database/group-commit.ts";
import { LOCAL_STATE_TABLE, type LocalState, localState } from "../database/local-state.ts";
import { watchWrites } from "../database/write-watch.ts";
import { QUEUES_TABLE } from "../queue/queue-store.ts";

export type Storage = Readonly<{
  client: ReturnType<typeof dynamoClient>;
  documents: ReturnType<typeof documentClient>;
  names: TableNames;
  queuesTable: string;
  state: LocalState;
  /** Why the database rejects writes; null while it accepts them. */
  writeFailure: () => string | null;
  close: () => Promise<void>;
}>;

const PREFIX = "bellwether-";

/** Opens the database, and creates the tables that are not there yet. */
export async function openStorage({
  connection,
  isOwn,
}: Pick<Database, "connection" | "isOwn">): Promise<Storage> {
  const client = dynamoClient(connection);
  const close = async (): Promise<void> => client.destroy();
  const documents = documentClient(client);
  const writeFailure = watchWrites(documents);
  const names = tableNames(PREFIX);
  const queuesTable = `${PREFIX}local_queues`;
  const stateTable = `${PREFIX}local_state`;
  await createTables(client, names);
  await createTable(client, queuesTable, QUEUES_TABLE);
  await createTable(client, stateTable, LOCAL_STATE_TABLE);
  if (isOwn) groupCommits(documents, tableKeys(names));
  const state = localState({ documents, tableName: stateTable });
  return { client, documents, names, queuesTable, state, writeFailure, close };
}

/** The tables that many requests write at one time. The queues' writer makes transactions itself. */
function tableKeys(names: TableNames): TableKeys {
  return new Map(
    Object.entries(TABLES).map(([name, { partitionKey, sortKey }]: [string, TableDefinition]) => [
      names[name as TableName],
      [partitionKey.name, ...(sortKey === undefined ? [] : [sortKey.name])],
    ]),
  );
}
