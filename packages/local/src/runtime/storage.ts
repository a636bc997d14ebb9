import {
  createTable,
  createTables,
  type DynamoConnection,
  documentClient,
  dynamoClient,
  type TableNames,
  tableNames,
} from "@bellwether/functions/adapter/dynamodb";
import { QUEUES_TABLE } from "../queue/queue-store.ts";
import { LOCAL_STATE_TABLE, type LocalState, localState } from "./local-state.ts";

export type Storage = Readonly<{
  client: ReturnType<typeof dynamoClient>;
  documents: ReturnType<typeof documentClient>;
  names: TableNames;
  queuesTable: string;
  state: LocalState;
  close: () => Promise<void>;
}>;

const PREFIX = "bellwether-";

/** Opens the database, and creates the tables that are not there yet. */
export async function openStorage(connection: DynamoConnection): Promise<Storage> {
  const client = dynamoClient(connection);
  const close = async (): Promise<void> => client.destroy();
  const documents = documentClient(client);
  const names = tableNames(PREFIX);
  const queuesTable = `${PREFIX}local_queues`;
  const stateTable = `${PREFIX}local_state`;
  await createTables(client, names);
  await createTable(client, queuesTable, QUEUES_TABLE);
  await createTable(client, stateTable, LOCAL_STATE_TABLE);
  const state = localState({ documents, tableName: stateTable });
  return { client, documents, names, queuesTable, state, close };
}
