import { randomUUID } from "node:crypto";
import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, inject } from "vitest";
import { projectionStoreContract } from "../../testing/projection-store-contract.ts";
import { documentClient, dynamoClient } from "./client.ts";
import { projectionStore } from "./projection-store.ts";
import { signalList } from "./signal-table.ts";
import { createTable, createTables } from "./table.ts";
import { TABLES, tableNames } from "./table-definition.ts";
import { scoreProjection } from "./workflow-projection.ts";

const client = dynamoClient({ endpoint: inject("dynamodbEndpoint") });
const documents = documentClient(client);
const shared = tableNames(`${randomUUID()}-`);
beforeAll(() => createTables(client, shared));
afterAll(() => client.destroy());

projectionStoreContract(async () => {
  // The list of signals is one for all workflows.
  const names = { ...shared, signals: `${randomUUID()}-signals` };
  await createTable(client, names.signals, TABLES.signals);
  return {
    store: projectionStore({ documents, names }),
    putScore: scoreProjection({ documents, names }),
    putWorkflow: async (Item) => {
      await documents.send(new PutCommand({ TableName: names.workflows, Item }));
    },
    putOrder: async (Item) => {
      await documents.send(new PutCommand({ TableName: names.workflow_orders, Item }));
    },
    readWorkflow: async (id) => {
      const { Item } = await documents.send(
        new GetCommand({ TableName: names.workflows, Key: { id }, ConsistentRead: true }),
      );
      return Item;
    },
    list: signalList({ documents, names }),
  };
});
